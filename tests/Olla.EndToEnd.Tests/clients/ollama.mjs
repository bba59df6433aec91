// node ollama.mjs <host> - <mock url> <endpoint, whose name its models begin with>: what a user of the official client does, one check each.
import assert from 'node:assert/strict';
import { Ollama } from 'ollama';
import { check, collect, freed, pixel, rejected, report } from './checks.mjs';

const [host, , mock, endpoint] = process.argv.slice(2);
const named = (model) => `${endpoint}.${model}`;
const client = new Ollama({ host });
const messages = [{ role: 'user', content: 'Tell me.' }];
const tools = [{ type: 'function', function: { name: 'weather', description: 'x', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }];

await check('models are listed with their facts', async () => {
  const { models } = await client.list();
  const tool = models.find((model) => model.name === named('tool'));
  assert.ok(tool.size > 0 && tool.digest && tool.modified_at && tool.details.family === 'mock', JSON.stringify(tool));
  assert.deepEqual((await client.ps()).models, []);
  assert.ok((await client.version()).version);
});

await check('a chat, whole and streamed', async () => {
  const whole = await client.chat({ model: named('mock-model'), messages });
  const parts = await collect(await client.chat({ model: named('mock-model'), messages, stream: true }));
  assert.equal(parts.map((part) => part.message.content).join(''), whole.message.content);
  assert.ok(parts.at(-1).done && parts.at(-1).eval_count > 0);
});

await check('a generation, whole and streamed', async () => {
  const whole = await client.generate({ model: named('mock-model'), prompt: 'x' });
  const parts = await collect(await client.generate({ model: named('mock-model'), prompt: 'x', stream: true }));
  assert.equal(parts.map((part) => part.response).join(''), whole.response);
});

await check('a tool, its result, an answer', async () => {
  const called = await client.chat({ model: named('tool'), messages, tools });
  assert.deepEqual(called.message.tool_calls[0].function, { name: 'weather', arguments: { city: 'Paris' } });
  const streamed = await collect(await client.chat({ model: named('tool'), messages, tools, stream: true }));
  assert.equal(streamed[0].message.tool_calls[0].function.name, 'weather');
  const answered = await client.chat({ model: named('tool'), messages: [...messages, called.message, { role: 'tool', tool_name: 'weather', content: 'sunny' }], tools });
  assert.equal(answered.message.content, 'It is sunny in Paris.');
});

await check('an image, and a schema for the answer', async () => {
  assert.equal((await client.chat({ model: named('vision'), messages: [{ role: 'user', content: 'What?', images: [pixel] }] })).message.content, 'I see a picture.');
  const shaped = await client.chat({ model: named('mock-model'), messages, format: { type: 'object', properties: { n: { type: 'integer' } } } });
  assert.deepEqual(JSON.parse(shaped.message.content), { n: 4 });
});

await check('embeddings, both ways', async () => {
  assert.deepEqual((await client.embed({ model: named('mock-model'), input: 'x' })).embeddings, [[0.5, -0.25, 0.125]]);
  assert.deepEqual((await client.embeddings({ model: named('mock-model'), prompt: 'x' })).embedding, [0.5, -0.25, 0.125]);
});

await check('errors are told in words', async () => {
  for (const status of [400, 404, 429, 500, 503]) {
    const error = await rejected(client.chat({ model: named(`status-${status}`), messages }));
    assert.deepEqual([error.status_code, error.message], [status, `told to fail with ${status}`]);
  }
  const unknown = await rejected(client.chat({ model: named('nobody'), messages }));
  assert.equal(unknown.status_code, 404);
  assert.equal(typeof unknown.message, 'string');
});

await check('management of one server is refused in words', async () => {
  for (const call of [() => client.show({ model: 'x' }), () => client.pull({ model: 'x' }), () => client.push({ model: 'x' }),
    () => client.create({ model: 'x', from: 'y' }), () => client.copy({ source: 'x', destination: 'y' }), () => client.delete({ model: 'x' })]) {
    const error = await rejected(call());
    assert.equal(error.status_code, 501);
    assert.match(error.message, /not supported/);
  }
});

await check('a stream that lacks its end, or whose backend dies, is an error', async () => {
  await rejected(collect(client.chat({ model: named('cut'), messages, stream: true })));
  await rejected(collect(client.chat({ model: named('mock-model'), messages, stream: true, user: 'fault=die(after=3);interval_us=2000' })));
});

for (const [what, part] of [['chat', { messages }], ['generate', { prompt: 'x' }]]) {
  await check(`an aborted stream of ${what} ends at the backend too`, () => freed(host, endpoint, mock, async () => {
    const stream = await client[what]({ model: named('endless'), ...part, stream: true, user: 'tokens=5000;interval_us=20000', options: { num_predict: 5000 } });
    await rejected((async () => { for await (const piece of stream) if (piece.message?.content || piece.response) stream.abort(); })());
  }));
}

report();
