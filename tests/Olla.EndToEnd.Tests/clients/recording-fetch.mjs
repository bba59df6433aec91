// A fetch that keeps the bytes of the last answer's body, exactly as they came.
export function recordingFetch() {
  const record = { bytes: Buffer.alloc(0), status: 0, headers: {} };
  const wrapped = async (url, init) => {
    const response = await fetch(url, init);
    const chunks = [];
    record.status = response.status;
    record.headers = Object.fromEntries(response.headers);
    record.bytes = Buffer.alloc(0);
    if (!response.body) return response;
    const body = response.body.pipeThrough(new TransformStream({
      transform(chunk, controller) { chunks.push(chunk); record.bytes = Buffer.concat(chunks); controller.enqueue(chunk); },
    }));
    return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
  };
  return { fetch: wrapped, record };
}
