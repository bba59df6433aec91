// node ollama-chat.mjs <host> <model>: streams a chat with the official client; prints one JSON line.
import { Ollama } from 'ollama';
import { recordingFetch } from './recording-fetch.mjs';

const [host, model] = process.argv.slice(2);
const { fetch, record } = recordingFetch();
const client = new Ollama({ host, fetch });
const stream = await client.chat({
  model,
  messages: [{ role: 'user', content: 'Tell me about llamas.' }],
  stream: true,
  options: { num_predict: 12 },
});
let text = '';
let chunks = 0;
let finish = null;
for await (const part of stream) {
  chunks++;
  text += part.message?.content ?? '';
  if (part.done) finish = part.done_reason ?? 'stop';
}
console.log(JSON.stringify({ text, chunks, finish, status: record.status, endpoint: record.headers['x-olla-endpoint'], body: record.bytes.toString('base64') }));
