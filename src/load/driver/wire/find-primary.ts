import { connect } from 'node:net';
import type { ClientView } from '../../../model/client-view.js';
import type { Endpoint } from '../../../model/node.js';
import { ReplyReader, replyKind } from './reply-reader.js';

/** Where the primary is now, as the cluster tells its clients; undefined when nobody answers in time. */
export async function findPrimary(view: ClientView, timeoutMs: number): Promise<Endpoint | undefined> {
  switch (view.kind) {
    case 'single':
      return view.endpoint;
    case 'pool':
      // Every server is one, and which is meant depends on the key.
      return undefined;
    case 'sentinel':
      for (const sentinel of view.sentinels) {
        const told = await ask(sentinel, `SENTINEL GET-MASTER-ADDR-BY-NAME ${view.primaryName}\r\n`, 2, timeoutMs);
        if (told !== undefined)
          return view.addressMap[told.join(':')] ?? { host: told[0] ?? '', port: Number(told[1]) };
      }
      return undefined;
    default:
      return view satisfies never;
  }
}

/** Asks one question on a connection of its own; the answer is an array of `count` strings. */
function ask(endpoint: Endpoint, question: string, count: number, timeoutMs: number): Promise<string[] | undefined> {
  return new Promise((resolve) => {
    const answers: string[] = [];
    const socket = connect({ ...endpoint, noDelay: true });
    const finish = (told: string[] | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(told);
    };
    const timer = setTimeout(() => finish(undefined), timeoutMs);
    const reader = new ReplyReader((kind, buffer, start, end) => {
      if (kind !== replyKind.text) finish(undefined);
      else if (answers.push(buffer.toString('latin1', start, end)) === count) finish(answers);
    });
    let header = '';
    socket.on('data', (chunk: Buffer) => {
      // The array's own header comes first; its elements are replies like any other.
      if (header.endsWith('\n')) return void reader.read(chunk, chunk.length);
      const lineEnd = chunk.indexOf(10);
      header += chunk.toString('latin1', 0, lineEnd < 0 ? chunk.length : lineEnd + 1);
      if (lineEnd < 0) return;
      if (!header.startsWith(`*${count}\r`)) return finish(undefined);
      const rest = chunk.subarray(lineEnd + 1);
      reader.read(rest, rest.length);
    });
    socket.on('error', () => finish(undefined));
    socket.on('close', () => finish(undefined));
    socket.on('connect', () => socket.write(question));
  });
}
