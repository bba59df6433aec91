// node openai.mjs <base url> <-> <mock url> <endpoint, whose name its models begin with>: what a user of the official client does, one check each.
import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { check, collect, freed, pixel, rejected, report } from './checks.mjs';

const [baseURL, , mock, endpoint] = process.argv.slice(2);
const named = (model) => `${endpoint}.${model}`;
const client = new OpenAI({ baseURL, apiKey: 'unused', maxRetries: 0 });
const said = (content) => [{ role: 'user', content }];
const ask = (model, more = {}) => ({ model: named(model), messages: said('Tell me.'), ...more });
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const weather = { type: 'function', function: { name: 'weather', parameters } };
const classes = {
  400: OpenAI.BadRequestError, 401: OpenAI.AuthenticationError, 403: OpenAI.PermissionDeniedError, 404: OpenAI.NotFoundError, 409: OpenAI.ConflictError,
  422: OpenAI.UnprocessableEntityError, 429: OpenAI.RateLimitError, 500: OpenAI.InternalServerError, 503: OpenAI.InternalServerError,
};

await check('models are listed, and one is shown', async () => {
  const ids = (await collect(client.models.list())).map((model) => model.id);
  assert.ok(ids.includes(named('tool')) && ids.includes(named('mock-model')), ids.join());
  assert.equal((await client.models.retrieve(named('tool'))).id, named('tool'));
});

await check('a chat', async () => {
  const { data: completion, response } = await client.chat.completions.create(ask('mock-model')).withResponse();
  assert.ok(completion._request_id);
  assert.equal(completion._request_id, response.headers.get('x-olla-request-id'));
  assert.ok(completion.choices[0].message.content.length > 10);
  assert.ok(completion.usage.total_tokens > 0);
});

await check('a streamed chat equals its pieces, and tells its usage', async () => {
  const chunks = await collect(await client.chat.completions.create(ask('mock-model', { stream: true, stream_options: { include_usage: true } })));
  const text = chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join('');
  assert.ok(chunks.at(-1).usage.completion_tokens > 0);
  const helped = await client.chat.completions.stream(ask('mock-model')).finalChatCompletion();
  assert.equal(helped.choices[0].message.content, text);
});

await check('tools: one, two in turns, none of arguments, run by the helper', async () => {
  const called = await client.chat.completions.create(ask('tool', { tools: [weather] }));
  assert.deepEqual(JSON.parse(called.choices[0].message.tool_calls[0].function.arguments), { city: 'Paris' });
  const streamed = await client.chat.completions.stream(ask('parallel', { tools: [weather] })).finalChatCompletion();
  assert.deepEqual(streamed.choices[0].message.tool_calls.map((call) => JSON.parse(call.function.arguments)), [{ city: 'Zürich "old"\n🌍', days: [1, 2] }, { zone: 'Europe/Zurich' }]);
  const bare = await client.chat.completions.stream(ask('noargs', { tools: [weather] })).finalChatCompletion();
  assert.equal(bare.choices[0].message.tool_calls[0].function.name, 'now');
  const asked = [];
  const runnable = { type: 'function', function: { name: 'weather', parameters, parse: JSON.parse, function: ({ city }) => { asked.push(city); return 'sunny'; } } };
  for (const stream of [false, true]) {
    assert.equal(await client.chat.completions.runTools(ask('tool', { tools: [runnable], stream })).finalContent(), 'It is sunny in Paris.');
  }
  assert.deepEqual(asked, ['Paris', 'Paris']);
});

await check('an image, before and behind a megabyte of text', async () => {
  const content = [{ type: 'text', text: 'x'.repeat(1200000) }, { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } }];
  assert.equal((await client.chat.completions.create({ messages: said(content), model: named('vision') })).choices[0].message.content, 'I see a picture.');
});

await check('embeddings, as numbers and as the base64 that the client asks for by itself', async () => {
  for (const more of [{ encoding_format: 'float' }, {}]) {
    const { data } = await client.embeddings.create({ model: named('mock-model'), input: 'hello', ...more });
    assert.deepEqual([...data[0].embedding], [0.5, -0.25, 0.125]);
  }
  const raw = await client.embeddings.create({ model: named('mock-model'), input: 'hello', encoding_format: 'base64' });
  assert.equal(raw.data[0].embedding, 'AAAAPwAAgL4AAAA+');
});

await check('a plain completion', async () => {
  assert.ok((await client.completions.create({ model: named('mock-model'), prompt: 'x' })).choices[0].text.length > 10);
});

for (const [status, type] of Object.entries(classes)) {
  await check(`a backend's ${status}`, async () => {
    for (const stream of [false, true]) {
      const error = await rejected(client.chat.completions.create(ask(`status-${status}`, { stream })));
      assert.ok(error instanceof type, error.constructor.name);
      assert.match(error.message, new RegExp(`told to fail with ${status}`));
      assert.equal(error.code, 'mock');
      assert.ok(error.requestID);
    }
  });
}

await check('an unknown model', async () => {
  const error = await rejected(client.chat.completions.create(ask('nobody')));
  assert.ok(error instanceof OpenAI.NotFoundError);
  assert.equal(error.code, 'model_not_found');
});

await check('a busy backend is asked again, as it wishes', async () => {
  assert.ok((await rejected(client.chat.completions.create(ask('busy')))) instanceof OpenAI.RateLimitError);
  assert.equal((await client.chat.completions.create(ask('busy'))).choices[0].message.content, 'Now I have time.');
  assert.equal((await client.chat.completions.create(ask('busy'), { maxRetries: 2 })).choices[0].message.content, 'Now I have time.');
});

await check('a backend that dies in mid-stream is an error, helper or not', async () => {
  const user = 'fault=die(after=3);interval_us=2000';
  await rejected(collect(client.chat.completions.create(ask('mock-model', { stream: true, user }))));
  await rejected(client.chat.completions.stream(ask('mock-model', { user })).finalChatCompletion());
});

await check('an aborted stream ends at the backend too', () => freed(baseURL, endpoint, mock, async () => {
  const stream = await client.chat.completions.create(ask('endless', { stream: true, max_tokens: 5000, user: 'tokens=5000;interval_us=20000' }));
  for await (const chunk of stream) if (chunk.choices[0].delta.content) stream.controller.abort();
}));

const tool = { type: 'function', name: 'weather', parameters, strict: false };
const input = [{ role: 'user', content: 'Weather?' }];

await check('a response, whole and streamed', async () => {
  const whole = await client.responses.create({ model: named('mock-model'), input: 'Hello', instructions: 'Be brief.' });
  assert.equal(whole.status, 'completed');
  assert.ok(whole.output_text.length > 10);
  assert.ok(whole._request_id);
  const events = await collect(await client.responses.create({ model: named('mock-model'), input: 'Hello', stream: true }));
  assert.equal(events[0].type, 'response.created');
  assert.equal(events.at(-1).type, 'response.completed');
  assert.deepEqual(events.map((event) => event.sequence_number), events.map((_, index) => index));
  const text = events.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta).join('');
  const helped = await client.responses.stream({ model: named('mock-model'), input: 'Hello' }).finalResponse();
  assert.equal(helped.output_text, text);
  assert.ok(helped.usage.total_tokens > 0);
});

await check('a function, its output, an answer', async () => {
  for (const streamed of [false, true]) {
    const get = (params) => (streamed ? client.responses.stream(params).finalResponse() : client.responses.create(params));
    const called = await get({ model: named('tool'), input, tools: [tool] });
    const call = called.output.find((item) => item.type === 'function_call');
    assert.deepEqual([call.name, JSON.parse(call.arguments)], ['weather', { city: 'Paris' }]);
    const answered = await client.responses.create({ model: named('tool'), tools: [tool], input: [...input, call, { type: 'function_call_output', call_id: call.call_id, output: 'sunny' }] });
    assert.equal(answered.output_text, 'It is sunny in Paris.');
  }
});

await check('an image in a response', async () => {
  const content = [{ type: 'input_text', text: 'What is it?' }, { type: 'input_image', image_url: `data:image/png;base64,${pixel}`, detail: 'auto' }];
  assert.equal((await client.responses.create({ model: named('vision'), input: [{ role: 'user', content }] })).output_text, 'I see a picture.');
});

await check('errors of responses', async () => {
  for (const [status, type] of Object.entries(classes)) {
    for (const stream of [false, true]) {
      const error = await rejected(client.responses.create({ model: named(`status-${status}`), input: 'x', stream }));
      assert.ok(error instanceof type, error.constructor.name);
      assert.match(error.message, new RegExp(`told to fail with ${status}`));
    }
  }
});

await check('a response that has to wait', async () => {
  assert.equal((await client.responses.create({ model: named('busy'), input: 'x' }, { maxRetries: 2 })).output_text, 'Now I have time.');
});

await check('a streamed response that lacks its end is an error, helper or not', async () => {
  await rejected(collect(client.responses.create({ model: named('cut'), input: 'x', stream: true })));
  await rejected(client.responses.stream({ model: named('cut'), input: 'x' }).finalResponse());
});

await check('a response that its client leaves ends at the backend too', () => freed(baseURL, endpoint, mock, async () => {
  const stream = await client.responses.create({ model: named('endless'), input: 'x', stream: true, user: 'tokens=5000;interval_us=20000' });
  for await (const event of stream) if (event.type === 'response.output_text.delta') stream.controller.abort();
}));

report();
