import { appendFileSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { firstVersion } from '../first-version.js';
import {
  controlPath,
  type HttpReport,
  type HttpSettings,
  type HttpStart,
  rowPath,
  tokenHeader,
} from './http-settings.js';

/** A row of this server, and how it answers. */
interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Starts the server: a map of rows behind HTTP. */
export function serveRows(start: HttpStart): void {
  const { host, port, token, rows, valueBytes, file } = start;
  const written = readWritten(file);
  const firstBody = `${firstVersion} ${'x'.repeat(valueBytes)}`;
  const counts = { reads: 0, updates: 0 };
  let { settings } = start;
  let open = 0;
  let owedErrors = 0;

  const read = (key: number): Answer => {
    counts.reads += 1;
    return { status: 200, body: written.get(key) ?? firstBody };
  };
  const write = (key: number, body: string): Answer => {
    if (!/^\d{1,15} /.test(body)) return { status: 400, body: 'expected a version, a space and a value' };
    // A write that arrives late must not replace a newer one.
    if (versionOf(body) > versionOf(written.get(key) ?? firstBody)) {
      counts.updates += 1;
      appendFileSync(file, `${JSON.stringify([key, body])}\n`);
      written.set(key, body);
    }
    return { status: 200, body: '' };
  };
  const control = async (request: IncomingMessage): Promise<Answer> => {
    if (request.url !== controlPath || request.headers[tokenHeader] !== token) return { status: 403, body: '' };
    if (request.method === 'PUT') settings = JSON.parse(await bodyOf(request)) as HttpSettings;
    const report: HttpReport = { ...counts, concurrency: settings.concurrency };
    return { status: 200, body: JSON.stringify(report) };
  };
  const row = async (request: IncomingMessage, key: number): Promise<Answer> => {
    if (open >= settings.concurrency) return { status: 503, body: '' };
    open += 1;
    try {
      const isWrite = request.method === 'PUT';
      const body = isWrite ? await bodyOf(request) : '';
      const waitMs = isWrite ? settings.writeMs : settings.readMs;
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      owedErrors += settings.errorShare;
      if (owedErrors >= 1) {
        owedErrors -= 1;
        return { status: 500, body: '' };
      }
      if (!(Number.isInteger(key) && key >= 0 && key < rows)) return { status: 404, body: '' };
      return isWrite ? write(key, body) : read(key);
    } finally {
      open -= 1;
    }
  };

  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const isRow = path.startsWith(rowPath);
    const answering = isRow ? row(request, Number(path.slice(rowPath.length))) : control(request);
    const { status, body } = await answering.catch((error: Error) => ({ status: 500, body: error.message }));
    response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
  });
  // Clients keep their connections; when they end, so do these.
  server.keepAliveTimeout = 0;
  server.listen(port, host);
}

function readWritten(file: string): Map<number, string> {
  const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n');
  // The last line may be incomplete: it was then never acknowledged.
  return new Map(lines.slice(0, -1).map((line) => JSON.parse(line) as [number, string]));
}

function versionOf(body: string): number {
  return Number.parseInt(body, 10);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
