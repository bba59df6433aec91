// Named checks of one client: every failure is told, and the exit code says whether there was one.
let passed = 0;
const failures = [];

export async function check(name, body) {
  try {
    await body();
    passed++;
  } catch (error) {
    failures.push(`${name}: ${error?.stack ?? error}`);
  }
}

export function report() {
  for (const failure of failures) console.log(`FAILED ${failure}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;
}

// The error of a promise that must not succeed.
export async function rejected(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`it succeeded: ${JSON.stringify(value)?.slice(0, 300)}`);
}

// Asks until it holds, since the other side of a connection learns of its end a moment later.
export async function eventually(what, holds) {
  const end = Date.now() + 20000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// A stream that its client leaves ends at the backend too, and nothing of it stays in flight in the proxy.
export async function freed(baseURL, endpoint, mock, leave) {
  const before = (await statistics(mock)).aborted;
  await leave();
  await eventually('aborted', async () => (await statistics(mock)).aborted > before);
  await eventually('idle', async () => {
    const { endpoints } = await (await fetch(new URL('/internal/status/endpoints', baseURL))).json();
    return endpoints.find((one) => one.name === endpoint).active_connections === 0;
  });
}

export async function collect(stream) {
  const all = [];
  for await (const one of await stream) all.push(one);
  return all;
}

export const statistics = async (mock) => (await fetch(new URL('/__mock/stats', mock))).json();
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
