import type { Socket } from 'node:net';
// Not the global ones, which tests of applications replace.
import { clearTimeout, setTimeout } from 'node:timers';

/** The first line received; undefined if the socket ends first, the line is too long, or `timeoutMs` passes. */
export function readLine(
  socket: Socket,
  { longestBytes, timeoutMs }: { readonly longestBytes: number; readonly timeoutMs: number },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = (line: string | undefined) => {
      clearTimeout(timer);
      socket.off('data', take).off('close', giveUp).off('end', giveUp);
      resolve(line);
    };
    const giveUp = () => finish(undefined);
    const take = (chunk: Buffer) => {
      const end = chunk.indexOf(0x0a);
      chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
      bytes += chunk.length;
      if (bytes > longestBytes) giveUp();
      else if (end >= 0) finish(Buffer.concat(chunks).toString('utf8'));
    };
    const timer = setTimeout(giveUp, timeoutMs);
    // An idle client must not keep the process alive.
    timer.unref();
    socket.on('data', take).on('close', giveUp).on('end', giveUp);
  });
}
