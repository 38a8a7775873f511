import { InternalError } from '../../../errors/errors.js';
import { filledIn, type HttpRequest, valueField } from '../../../model/http-request.js';
import type { OperationPlan } from '../../../model/operation-plan.js';
import type { ValueData, ValueSizes } from '../../../model/scenario.js';
import { keyNameIn } from '../../../model/write-stamp.js';
import { valueFor } from '../../workload/value.js';
import { type ValuePadding, valuePadding } from '../../workload/value-padding.js';
import { boundsOf, valueSizer } from '../../workload/value-size.js';

/** A request as it is sent. */
export interface FilledRequest {
  readonly text: string;
  readonly encoding: 'latin1' | 'utf8';
  /** False: answers to its method have no body. */
  readonly hasAnswerBody: boolean;
}

/** What decides the values of a run. */
export interface ValuesOfRun {
  readonly runTag: string;
  readonly seed: number;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
}

/** Fills in the requests of a run to the application at a URL. */
export class HttpRequests {
  #url: URL;
  #run: ValuesOfRun;
  #bytesOf: (key: number, sequence: number) => number;
  #padding: ValuePadding;
  #templates = new Map<OperationPlan, Template>();

  constructor(url: URL, run: ValuesOfRun) {
    this.#url = url;
    this.#run = run;
    this.#bytesOf = valueSizer(run.valueSizes, run.seed);
    this.#padding = valuePadding(run.data, run.seed, boundsOf(run.valueSizes).mostBytes);
  }

  /** `key`: its index over all workers. `sequence`: the number of the write, if it is one. */
  of(operation: OperationPlan, key: number, sequence: number): FilledRequest {
    const template = this.#templateOf(operation);
    const { method, path, headers, body, encoding, hasAnswerBody } = template;
    const keyName = keyNameIn(operation.space, this.#run.runTag, key);
    const value = template.takesValue ? this.#valueOf(operation, key, sequence) : '';
    const head = `${method} ${filledIn(path, encodeURIComponent(keyName), value)} HTTP/1.1\r\n${filledIn(headers, keyName, value)}`;
    if (body === null) return { text: `${head}\r\n`, encoding, hasAnswerBody };
    const content = filledIn(body, keyName, value);
    const bytes = encoding === 'latin1' ? content.length : Buffer.byteLength(content);
    return { text: `${head}content-length: ${bytes}\r\n\r\n${content}`, encoding, hasAnswerBody };
  }

  #valueOf({ keyBase }: OperationPlan, key: number, sequence: number): string {
    return valueFor(this.#run.runTag, key, sequence, this.#bytesOf(key, sequence), this.#padding, keyBase);
  }

  #templateOf(operation: OperationPlan): Template {
    const known = this.#templates.get(operation);
    if (known !== undefined) return known;
    const { http, name } = operation;
    if (http === undefined) throw new InternalError(`The operation ${name} has no HTTP request.`);
    const template = templateOf(http, this.#url);
    this.#templates.set(operation, template);
    return template;
  }
}

interface Template {
  readonly method: HttpRequest['method'];
  readonly path: string;
  /** All lines, except for the length of the body. */
  readonly headers: string;
  /** Null: the request has none, and needs no length. */
  readonly body: string | null;
  readonly takesValue: boolean;
  readonly encoding: FilledRequest['encoding'];
  readonly hasAnswerBody: boolean;
}

function templateOf({ method, path, headers: given, body }: HttpRequest, url: URL): Template {
  const own = new Set(Object.keys(given).map((header) => header.toLowerCase()));
  const defaults = Object.entries({ host: url.host, connection: 'keep-alive', ...contentType(body) });
  const headers = [...defaults.filter(([header]) => !own.has(header)), ...Object.entries(given)]
    .map(([header, text]) => `${header}: ${text}\r\n`)
    .join('');
  const texts = [path, headers, body ?? ''].join('');
  return {
    method,
    path: path.replace(/[^\x21-\x7e]+/g, encodeURIComponent),
    headers,
    // Without a length, a server may wait for the body of such a request.
    body: body ?? (method === 'GET' || method === 'HEAD' || method === 'DELETE' ? null : ''),
    takesValue: texts.includes(valueField),
    encoding: /^[\0-\x7f]*$/.test(texts) ? 'latin1' : 'utf8',
    hasAnswerBody: method !== 'HEAD',
  };
}

/** A header of the request takes precedence. */
function contentType(body: string | null): Record<string, string> {
  if (body === null) return {};
  // A body that is only `{value}` is no JSON.
  return { 'content-type': /^\s*(\{\s*["}]|\[|")/.test(body) ? 'application/json' : 'text/plain' };
}
