// node anthropic.mjs <base url> <translation|passthrough> <mock url> <endpoint, whose name its models begin with>: what a user of the official client does, one check each.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { check, collect, freed, pixel, rejected, report } from './checks.mjs';

const [baseURL, mode, mock, endpoint] = process.argv.slice(2);
const named = (model) => `${endpoint}.${model}`;
const translated = mode === 'translation';
const client = new Anthropic({ baseURL, apiKey: 'unused', maxRetries: 0 });
const said = (content) => [{ role: 'user', content }];
const ask = (model, more = {}) => ({ model: named(model), max_tokens: 100, messages: said('Tell me.'), ...more });
const weather = { name: 'weather', description: 'The weather of a city', input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } };
const clock = { name: 'clock', input_schema: { type: 'object', properties: { zone: { type: 'string' } } } };
const now = { name: 'now', input_schema: { type: 'object', properties: {} } };

await check('models are listed page by page, and one is shown', async () => {
  const ids = (await collect(client.models.list())).map((model) => model.id);
  assert.ok(ids.includes(named('tool')) && ids.includes(named('mock-model')), ids.join());
  assert.equal((await client.models.retrieve(named('tool'))).id, named('tool'));
  assert.ok((await rejected(client.models.retrieve('nobody'))) instanceof Anthropic.NotFoundError);
});

await check('a message, its request id and usage', async () => {
  const { data, response } = await client.messages.create(ask('mock-model')).withResponse();
  assert.equal(response.headers.get('x-olla-mode'), translated ? null : 'passthrough');
  assert.ok(data._request_id);
  assert.equal(data._request_id, response.headers.get('x-olla-request-id'));
  assert.ok(data.content[0].text.length > 0);
  assert.ok(data.usage.input_tokens > 0 && data.usage.output_tokens > 0);
});

await check('a streamed message equals its deltas', async () => {
  let texts = '';
  const stream = client.messages.stream(ask('mock-model')).on('text', (text) => { texts += text; });
  const types = (await collect(stream)).map((event) => event.type).filter((type) => type !== 'ping');
  const message = await stream.finalMessage();
  assert.equal(message.content[0].text, texts);
  assert.equal(await stream.finalText(), texts);
  assert.equal([...new Set(types)].join(), 'message_start,content_block_start,content_block_delta,content_block_stop,message_delta,message_stop');
  assert.equal(message.stop_reason, 'end_turn');
});

await check('a stream without the helper', async () => {
  const events = await collect(await client.messages.create(ask('bytes', { stream: true })));
  assert.equal(events.at(-1).type, 'message_stop');
  assert.equal(events.filter((event) => event.type === 'content_block_delta').map((event) => event.delta.text).join(''), 'ÄÖÜ 漢字 🌍');
});

await check('a tool, its result, an answer', async () => {
  for (const streamed of [false, true]) {
    const get = (params) => (streamed ? client.messages.stream(params).finalMessage() : client.messages.create(params));
    const called = await get(ask('tool', { tools: [weather] }));
    assert.equal(called.stop_reason, 'tool_use');
    const use = called.content.find((block) => block.type === 'tool_use');
    assert.deepEqual([use.name, use.input], ['weather', { city: 'Paris' }]);
    const answered = await get(ask('tool', {
      tools: [weather],
      messages: [...said('Weather?'), { role: 'assistant', content: called.content }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: 'sunny' }] }],
    }));
    assert.equal(answered.content[0].text, 'It is sunny in Paris.');
  }
});

await check('the tool runner', async () => {
  const asked = [];
  const tool = betaTool({ name: 'weather', description: 'The weather', inputSchema: weather.input_schema, run: (input) => { asked.push(input.city); return 'sunny'; } });
  for (const stream of [false, true]) {
    const runner = client.beta.messages.toolRunner({ ...ask('tool'), tools: [tool], stream });
    assert.equal((await runner.runUntilDone()).content[0].text, 'It is sunny in Paris.');
  }
  assert.deepEqual(asked, ['Paris', 'Paris']);
});

await check('two tools at once, their arguments in pieces and in turns', async () => {
  const expected = [{ city: 'Zürich "old"\n🌍', days: [1, 2] }, { zone: 'Europe/Zurich' }];
  const whole = await client.messages.create(ask('parallel', { tools: [weather, clock] }));
  const streamed = await client.messages.stream(ask('parallel', { tools: [weather, clock] })).finalMessage();
  for (const message of [whole, streamed]) {
    assert.equal(message.content[0].text, 'Let me look.');
    assert.deepEqual(message.content.slice(1).map((block) => block.input), expected);
    assert.deepEqual(message.content.slice(1).map((block) => block.name), ['weather', 'clock']);
    assert.equal(message.stop_reason, 'tool_use');
  }
});

await check('a tool without arguments has an empty input', async () => {
  const whole = await client.messages.create(ask('noargs', { tools: [now] }));
  const streamed = await client.messages.stream(ask('noargs', { tools: [now] })).finalMessage();
  for (const message of [whole, streamed]) assert.deepEqual(message.content[0].input, {});
});

await check('thinking comes before the answer', async () => {
  const params = ask('thinking', { max_tokens: 2000, thinking: { type: 'enabled', budget_tokens: 1024 } });
  for (const message of [await client.messages.create(params), await client.messages.stream(params).finalMessage()]) {
    assert.deepEqual(message.content.map((block) => block.type), ['thinking', 'text']);
    assert.equal(message.content[0].thinking, 'Two and two.');
    assert.equal(message.content[1].text, 'Four.');
  }
});

await check('images, as bytes and by address', async () => {
  for (const source of [{ type: 'base64', media_type: 'image/png', data: pixel }, { type: 'url', url: 'https://example.org/a.png' }]) {
    const message = await client.messages.create(ask('vision', { messages: said([{ type: 'text', text: 'What is it?' }, { type: 'image', source }]) }));
    assert.equal(message.content[0].text, 'I see a picture.');
  }
});

await check('system blocks with cache marks, and fields nobody knows', async () => {
  const message = await client.messages.create(ask('mock-model', { system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }], new_thing: { a: 1 } }));
  assert.equal(message.type, 'message');
});

await check('betas', async () => {
  const message = await client.beta.messages.create({ ...ask('mock-model'), betas: ['new-thing-2026-01-01'] });
  assert.equal(message.type, 'message');
});

await check('tokens are counted', async () => {
  assert.equal((await client.messages.countTokens({ model: 'nobody', messages: said('Hello world') })).input_tokens, 2);
});

const classes = {
  400: Anthropic.BadRequestError, 401: Anthropic.AuthenticationError, 403: Anthropic.PermissionDeniedError, 404: Anthropic.NotFoundError, 409: Anthropic.ConflictError,
  413: Anthropic.APIError, 422: Anthropic.UnprocessableEntityError, 429: Anthropic.RateLimitError, 500: Anthropic.InternalServerError, 503: Anthropic.InternalServerError, 529: Anthropic.InternalServerError,
};
const types = { 400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error', 413: 'request_too_large', 429: 'rate_limit_error' };
for (const [status, type] of Object.entries(classes)) {
  for (const stream of [false, true]) {
    await check(`a backend's ${status}, stream: ${stream}`, async () => {
      const error = await rejected(client.messages.create(ask(`status-${status}`, { stream })));
      assert.ok(error instanceof type, error.constructor.name);
      assert.equal(error.status, Number(status));
      assert.match(error.message, new RegExp(`told to fail with ${status}`));
      assert.ok(error.requestID);
      assert.equal(error.error.error.type, translated ? types[status] ?? 'api_error' : 'mock_error');
    });
  }
}

await check('what the proxy refuses itself', async () => {
  const invalid = await rejected(client.messages.create(ask('mock-model', { temperature: 3 })));
  assert.ok(invalid instanceof Anthropic.BadRequestError);
  assert.match(invalid.message, /temperature must be between 0 and 2/);
  const unknown = await rejected(client.messages.create(ask('nobody')));
  assert.ok(unknown instanceof Anthropic.NotFoundError);
  assert.equal(unknown.error.error.type, 'not_found_error');
  const large = await rejected(client.messages.create(ask('mock-model', { messages: said('x'.repeat(300000)) })));
  assert.equal(large.status, 413);
  assert.equal(large.error.error.type, 'request_too_large');
});

await check('a busy backend is asked again, as it wishes', async () => {
  assert.ok((await rejected(client.messages.create(ask('busy')))) instanceof Anthropic.RateLimitError);
  assert.equal((await client.messages.create(ask('busy'))).content[0].text, 'Now I have time.');
  const message = await client.messages.create(ask('busy'), { maxRetries: 2 });
  assert.equal(message.content[0].text, 'Now I have time.');
});

await check('a stream that lacks its end is an error, helper or not', async () => {
  await rejected(collect(client.messages.create(ask('cut', { stream: true }))));
  await rejected(client.messages.stream(ask('cut')).finalMessage());
});

const wish = (user) => ({ metadata: { user_id: user } });

await check('a backend that dies in mid-stream is an error, helper or not', async () => {
  const fault = wish('tokens=50;fault=die(after=3);interval_us=2000');
  const plain = await rejected(collect(client.messages.create(ask('endless', { stream: true, ...fault }))));
  assert.ok(!translated || plain instanceof Anthropic.APIError, plain.stack);
  await rejected(client.messages.stream(ask('endless', fault)).finalMessage());
});

await check('an aborted stream ends at the backend too', () => freed(baseURL, endpoint, mock, async () => {
  const stream = client.messages.stream(ask('endless', { max_tokens: 5000, ...wish('tokens=5000;interval_us=20000') }));
  await rejected((async () => { for await (const event of stream) if (event.type === 'content_block_delta') stream.abort(); await stream.finalMessage(); })());
}));

await check('ten thousand small pieces', async () => {
  const message = await client.messages.stream(ask('endless', { max_tokens: 10000, ...wish('tokens=10000;interval_us=0;ttft_ms=0') })).finalMessage();
  assert.equal(message.content[0].text.split(' ').length, 10001);
  assert.equal(message.usage.output_tokens, 10000);
});

await check('a backend that dies before its first byte is an error with a status', async () => {
  // The endpoint is out of routing from here on: the last check.
  for (const stream of [true, false]) {
    const error = await rejected(client.messages.create(ask('endless', { stream, ...wish('fault=reset') })));
    assert.ok(error instanceof Anthropic.InternalServerError, error.stack);
  }
});

report();
