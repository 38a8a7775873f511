import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ResponseReader } from '../../../../src/load/driver/http/response-reader.js';

interface Answer {
  readonly raw: string;
  readonly status: number;
  readonly body: string;
  /** Whether its end only shows in the end of the connection. */
  readonly isOpenEnded?: boolean;
  /** Whether another request may follow on the connection. */
  readonly isLast?: boolean;
}

const answers: readonly Answer[] = [
  { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nvalue', status: 200, body: 'value' },
  { raw: 'HTTP/1.1 200\r\ncontent-length:0\r\n\r\n', status: 200, body: '' },
  { raw: 'HTTP/1.1 200 OK\r\nCONTENT-LENGTH: 4 \r\nX: a: b\r\n\r\n\u00c3\u00a9\r\n', status: 200, body: 'é\r\n' },
  { raw: 'HTTP/1.1 204 No Content\r\n\r\n', status: 204, body: '' },
  { raw: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n', status: 304, body: '' },
  { raw: 'HTTP/1.1 503 Gone away\r\nContent-Length: 2\r\n\r\nno', status: 503, body: 'no' },
  {
    raw: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nval\r\nA;note="x"\r\nue, 12345\n\r\n0\r\n\r\n',
    status: 200,
    body: 'value, 12345\n',
  },
  {
    raw: 'HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n1\r\nx\r\n00\r\nChecksum: 7\r\nMore: 8\r\n\r\n',
    status: 200,
    body: 'x',
  },
  {
    raw: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
    status: 200,
    body: 'x',
  },
  { raw: 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx', status: 200, body: 'x', isLast: true },
  { raw: 'HTTP/1.1 200 OK\r\n\r\nuntil the end', status: 200, body: 'until the end', isOpenEnded: true, isLast: true },
  { raw: 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx', status: 200, body: 'x', isLast: true },
  { raw: 'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx', status: 200, body: 'x' },
];
const shown = answers.map((answer) => ({ ...answer, name: JSON.stringify(answer.raw) }));

/** What a reader makes of bytes that arrive in these pieces. */
function readAll(pieces: readonly Buffer[], hasBody = true) {
  const reader = new ResponseReader();
  reader.expect(hasBody);
  const shared = Buffer.alloc(64 * 1024, '\n');
  let progress = 'incomplete';
  for (const piece of pieces) {
    if (progress !== 'incomplete') break;
    piece.copy(shared);
    progress = reader.read(shared, piece.length);
  }
  if (progress === 'incomplete' && reader.end()) progress = 'complete at the end';
  return { progress, status: reader.status, body: reader.body, isReusable: reader.idleMs > 0 };
}

it.each(shown)('reads $name, whole and byte by byte', ({ raw, status, body, isOpenEnded = false, isLast = false }) => {
  const bytes = Buffer.from(raw, 'latin1');
  const expected = {
    progress: isOpenEnded ? 'complete at the end' : 'complete',
    status,
    body,
    isReusable: !isLast,
  };
  expect(readAll([bytes])).toEqual(expected);
  expect(readAll(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(expected);
});

it('reads what the client of Node.js reads', async () => {
  let raw = '';
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(raw, 'latin1'));
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const answer of answers) {
    raw = answer.raw;
    const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
    expect({ raw, status: response.statusCode, body: await text(response) }).toEqual({
      raw,
      status: answer.status,
      body: answer.body,
    });
  }
  server.close();
});

it('the answer to HEAD has no body, whatever length it states', () => {
  expect(readAll([Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n')], false)).toMatchObject({
    progress: 'complete',
    body: '',
  });
});

it.each([
  ['5 s', 'timeout=5, max=100', 4_000],
  ['a minute', 'timeout=60', 59_000],
  ['a second, which is too short to use', 'timeout=1', 0],
])('a connection that the server keeps for %s is used shortly less than that', (_, keepAlive, idleMs) => {
  const reader = new ResponseReader();
  reader.expect(true);
  const raw = Buffer.from(`HTTP/1.1 204 No Content\r\nKeep-Alive: ${keepAlive}\r\n\r\n`);
  reader.read(raw, raw.length);
  expect(reader.idleMs).toBe(idleMs);
});

const long = 'x'.repeat(70_000);
it.each([
  { what: 'another protocol', raw: '+PONG\r\n' },
  { what: 'HTTP/2', raw: 'HTTP/2 200\r\n\r\n' },
  { what: 'a switch of protocols', raw: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n' },
  { what: 'no status', raw: 'HTTP/1.1 OK\r\n\r\n' },
  { what: 'a negative length', raw: 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n' },
  { what: 'two lengths', raw: 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx' },
  { what: 'a body of a terabyte', raw: 'HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n' },
  { what: 'a header without a name', raw: 'HTTP/1.1 200 OK\r\n: x\r\n\r\n' },
  { what: 'a space before a colon', raw: 'HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\nx' },
  { what: 'a folded header', raw: 'HTTP/1.1 200 OK\r\nX: a\r\n b: c\r\n\r\n' },
  { what: 'an endless header', raw: `HTTP/1.1 200 OK\r\nX: ${long}` },
  { what: 'endless headers', raw: `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}` },
  { what: 'endless hints', raw: 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5_000) },
  { what: 'a chunk without a size', raw: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n' },
  { what: 'a chunk that is too long', raw: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n' },
])('refuses $what', ({ raw }) => {
  const bytes = Buffer.from(raw, 'latin1');
  const pieces = Array.from({ length: Math.ceil(bytes.length / 60_000) }, (_, index) =>
    bytes.subarray(index * 60_000, (index + 1) * 60_000),
  );
  expect(readAll(pieces)).toMatchObject({ progress: 'invalid' });
});

it('bytes after an answer do not spoil it, but its connection is not used again', () => {
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n');
  expect(readAll([bytes])).toEqual({ progress: 'complete', status: 200, body: 'x', isReusable: false });
});

it('a length that contradicts the chunks is ignored, and the connection is not used again', () => {
  const bytes = Buffer.from(
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n0\r\n\r\n',
  );
  expect(readAll([bytes])).toEqual({ progress: 'complete', status: 200, body: 'xy', isReusable: false });
});

it('a body in many small chunks is not mistaken for too many lines', () => {
  const chunks = '1\r\nx\r\n'.repeat(50_000);
  const bytes = Buffer.from(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 60_000) }, (_, index) =>
    bytes.subarray(index * 60_000, (index + 1) * 60_000),
  );
  expect(readAll(pieces)).toEqual({ progress: 'complete', status: 200, body: 'x'.repeat(50_000), isReusable: true });
});

it('survives damaged answers in any pieces, and never takes a cut one for whole', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...answers),
      fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(200),
      ({ raw, isOpenEnded }, damages, size, keep) => {
        const bytes = Buffer.from(raw, 'latin1');
        const cut = bytes.subarray(0, keep % bytes.length);
        const { progress } = readAll(cut.length === 0 ? [] : [cut]);
        expect(progress === 'incomplete' || (isOpenEnded === true && progress === 'complete at the end')).toBe(true);
        for (const [at, byte] of damages) bytes[at % bytes.length] = byte;
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(readAll(pieces).progress).toBeTypeOf('string');
        expect(readAll(pieces)).toEqual(readAll([bytes]));
      },
    ),
  );
});
