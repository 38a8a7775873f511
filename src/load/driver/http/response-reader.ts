const lineFeed = 10;
const carriageReturn = 13;
/** Before a body, after it, and before each of its chunks. */
const mostLineBytes = 64 * 1024;
const mostBodyBytes = 64 * 1024 * 1024;
/** A server closes an idle connection after about 5 s by default; it is no longer used shortly before that. */
export const usualIdleMs = 4_000;
const idleMarginMs = 1_000;

type State = 'status' | 'header' | 'body' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer' | 'complete';

/**
 * Reads the answers on one HTTP/1.1 connection, one at a time. An answer that breaks RFC 9112 is invalid, and so is one with
 * more than 64 kB of lines or 64 MB of body: its connection can't be used any more.
 */
export class ResponseReader {
  status = 0;
  /** Decoded as UTF-8. */
  body = '';
  /** How long the connection may be idle before the next request, once the answer is complete; 0: it is not for reuse. */
  idleMs = 0;
  #state: State = 'complete';
  #hasBody = true;
  #isPersistent = true;
  #isChunked = false;
  #hasEncoding = false;
  #length = Number.NaN;
  /** Of the body or the chunk; infinite: until the connection ends. */
  #remainingBytes = 0;
  #bodyBytes = 0;
  #parts: Buffer[] = [];
  /** The start of a line whose end has not arrived. */
  #line = '';
  #lineBytes = 0;

  /** The next answer belongs to a new request. `hasBody`: false for HEAD. */
  expect(hasBody: boolean): void {
    this.#hasBody = hasBody;
    this.#lineBytes = 0;
    this.#line = '';
    this.#beginHead();
  }

  /** The first `length` bytes of `buffer` arrived. Copies what it keeps. */
  read(buffer: Buffer, length: number): 'incomplete' | 'complete' | 'invalid' {
    let at = 0;
    while (at < length) {
      switch (this.#state) {
        case 'complete':
          // Nobody asked for more.
          this.idleMs = 0;
          return 'complete';
        case 'body':
        case 'chunk': {
          const end = Math.min(length, at + this.#remainingBytes);
          if (!this.#keep(buffer, at, end)) return 'invalid';
          at = end;
          break;
        }
        default: {
          const end = buffer.indexOf(lineFeed, at);
          const isWhole = end >= 0 && end < length;
          this.#lineBytes += (isWhole ? end : length) - at;
          if (this.#lineBytes > mostLineBytes) return 'invalid';
          if (!isWhole) {
            this.#line += buffer.toString('latin1', at, length);
            return 'incomplete';
          }
          if (!this.#take(this.#wholeLine(buffer, at, end))) return 'invalid';
          at = end + 1;
        }
      }
    }
    return this.#state === 'complete' ? 'complete' : 'incomplete';
  }

  /** The server will send nothing more. True: that completes an answer without a length. */
  end(): boolean {
    if (this.#state !== 'body' || this.#remainingBytes !== Number.POSITIVE_INFINITY) return false;
    this.#complete();
    return true;
  }

  #wholeLine(buffer: Buffer, start: number, end: number): string {
    const isReturn = end > start && buffer[end - 1] === carriageReturn;
    const rest = buffer.toString('latin1', start, isReturn ? end - 1 : end);
    if (this.#line === '') return rest;
    const line = this.#line + rest;
    this.#line = '';
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** False: the line is invalid. */
  #take(line: string): boolean {
    switch (this.#state) {
      case 'status':
        return this.#takeStatus(line);
      case 'header':
        return line === '' ? this.#endHead() : this.#takeHeader(line);
      case 'chunk-size':
        return this.#takeChunkSize(line);
      case 'chunk-end':
        this.#state = 'chunk-size';
        return line === '';
      default:
        if (line === '') this.#complete();
        return true;
    }
  }

  #takeStatus(line: string): boolean {
    const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(line) ?? [];
    this.#isPersistent = minor === '1';
    this.status = Number(status);
    this.#state = 'header';
    return this.status >= 100;
  }

  #takeHeader(line: string): boolean {
    const colon = line.indexOf(':');
    if (colon < 1 || line.charCodeAt(0) <= 32 || line.charCodeAt(colon - 1) <= 32) return false;
    switch (line.slice(0, colon).toLowerCase()) {
      case 'content-length':
        return this.#takeLength(line.slice(colon + 1).trim());
      case 'transfer-encoding':
        this.#hasEncoding = true;
        this.#isChunked = /(?:^|[\s,:])chunked\s*$/i.test(line);
        return true;
      case 'connection':
        if (/[\s,:]close\s*(?:,|$)/i.test(line)) this.#isPersistent = false;
        else if (/[\s,:]keep-alive\s*(?:,|$)/i.test(line)) this.#isPersistent = true;
        return true;
      case 'keep-alive': {
        const seconds = /\btimeout=(\d{1,6})/i.exec(line)?.[1];
        if (seconds !== undefined) this.idleMs = Math.max(0, Number(seconds) * 1_000 - idleMarginMs);
        return true;
      }
      default:
        return true;
    }
  }

  #takeLength(text: string): boolean {
    const isRepeated = !Number.isNaN(this.#length) && this.#length !== Number(text);
    this.#length = Number(text);
    return /^\d{1,10}$/.test(text) && !isRepeated && this.#length <= mostBodyBytes;
  }

  #takeChunkSize(line: string): boolean {
    const size = /^([\da-f]{1,8})\s*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) return false;
    this.#remainingBytes = Number.parseInt(size, 16);
    this.#lineBytes = 0;
    this.#state = this.#remainingBytes === 0 ? 'trailer' : 'chunk';
    return true;
  }

  #beginHead(): void {
    this.#state = 'status';
    this.#length = Number.NaN;
    this.#isChunked = false;
    this.#hasEncoding = false;
    this.#bodyBytes = 0;
    this.#parts.length = 0;
    this.body = '';
    this.idleMs = usualIdleMs;
  }

  /** RFC 9112, section 6.3: how long the body is. */
  #endHead(): boolean {
    const { status } = this;
    if (status < 200) {
      this.#beginHead();
      // We asked for no other protocol.
      return status !== 101;
    }
    // A server that sends both may disagree with us about where the answer ends.
    if (this.#hasEncoding && !Number.isNaN(this.#length)) this.#isPersistent = false;
    if (!this.#hasBody || status === 204 || status === 304) this.#complete();
    else if (this.#isChunked) this.#state = 'chunk-size';
    else if (this.#length === 0 && !this.#hasEncoding) this.#complete();
    else {
      const isUntilEnd = this.#hasEncoding || Number.isNaN(this.#length);
      if (isUntilEnd) this.#isPersistent = false;
      this.#remainingBytes = isUntilEnd ? Number.POSITIVE_INFINITY : this.#length;
      this.#state = 'body';
    }
    return true;
  }

  /** False: the body is too long. */
  #keep(buffer: Buffer, start: number, end: number): boolean {
    const bytes = end - start;
    this.#bodyBytes += bytes;
    if (this.#bodyBytes > mostBodyBytes) return false;
    this.#remainingBytes -= bytes;
    if (this.#remainingBytes === 0 && this.#state === 'body' && this.#parts.length === 0) {
      this.body = buffer.toString('utf8', start, end);
      this.#complete();
      return true;
    }
    this.#parts.push(Buffer.from(buffer.subarray(start, end)));
    if (this.#remainingBytes > 0) return true;
    if (this.#state === 'body') this.#complete();
    else this.#state = 'chunk-end';
    return true;
  }

  #complete(): void {
    this.#state = 'complete';
    if (this.#parts.length > 0) this.body = Buffer.concat(this.#parts).toString('utf8');
    this.#parts.length = 0;
    if (!this.#isPersistent) this.idleMs = 0;
  }
}
