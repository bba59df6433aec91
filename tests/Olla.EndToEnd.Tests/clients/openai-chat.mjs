// node openai-chat.mjs <base url> <model>: streams a chat with the official client; prints one JSON line.
import OpenAI from 'openai';
import { recordingFetch } from './recording-fetch.mjs';

const [baseURL, model] = process.argv.slice(2);
const { fetch, record } = recordingFetch();
const client = new OpenAI({ baseURL, apiKey: 'unused', maxRetries: 0, fetch });
const stream = await client.chat.completions.create({
  model,
  messages: [{ role: 'user', content: 'Tell me about llamas.' }],
  stream: true,
  max_tokens: 12,
});
let text = '';
let chunks = 0;
let finish = null;
for await (const chunk of stream) {
  chunks++;
  text += chunk.choices[0]?.delta?.content ?? '';
  finish = chunk.choices[0]?.finish_reason ?? finish;
}
console.log(JSON.stringify({ text, chunks, finish, status: record.status, endpoint: record.headers['x-olla-endpoint'], body: record.bytes.toString('base64') }));
