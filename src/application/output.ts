import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';

/** A line that a program printed, and when it was seen, on the monotonic clock. */
export interface OutputLine {
  readonly atMs: number;
  readonly text: string;
}

/** How often the file is read: the resolution of the times of lines. */
const pollMs = 5;
const readBytes = 64 * 1024;
/** Only the last ones are kept: a program that logs every request prints 10,000 a second. */
const mostLines = 50_000;
const mostLineCharacters = 2_000;

/** Follows the output of a program in its file, and keeps the last lines with their times. */
export class Output implements AsyncDisposable {
  #lines: OutputLine[] = [];
  #dropped = 0;
  #rest = '';
  #stop = new AbortController();
  #following: Promise<void>;

  constructor(file: string) {
    this.#following = this.#follow(file);
  }

  get lines(): readonly OutputLine[] {
    return this.#lines;
  }

  /** Lines that were not kept. */
  get dropped(): number {
    return this.#dropped;
  }

  has(text: string): boolean {
    return this.#lines.some((line) => line.text.includes(text));
  }

  /** Reads what is left, and ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  async #follow(file: string): Promise<void> {
    await using handle = await open(file, 'r');
    const buffer = Buffer.alloc(readBytes);
    const decoder = new StringDecoder('utf8');
    for (;;) {
      const isLast = this.#stop.signal.aborted;
      while (await this.#read(handle, buffer, decoder));
      if (isLast) break;
      await pause(pollMs, this.#stop.signal);
    }
    if (this.#rest !== '') this.#add(this.#rest);
  }

  async #read(handle: FileHandle, buffer: Buffer, decoder: StringDecoder): Promise<boolean> {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length);
    const parts = (this.#rest + decoder.write(buffer.subarray(0, bytesRead))).split('\n');
    this.#rest = (parts.pop() ?? '').slice(0, mostLineCharacters);
    for (const text of parts) this.#add(text);
    return bytesRead === buffer.length;
  }

  #add(text: string): void {
    this.#lines.push({ atMs: monotonicMs(), text: text.slice(0, mostLineCharacters) });
    if (this.#lines.length <= 2 * mostLines) return;
    this.#dropped += this.#lines.length - mostLines;
    this.#lines = this.#lines.slice(-mostLines);
  }
}
