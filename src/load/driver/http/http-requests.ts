import { InternalError } from '../../../errors/errors.js';
import { filledIn, type HttpRequest, keyField, valueField } from '../../../model/http-request.js';
import type { OperationPlan } from '../../../model/operation-plan.js';
import type { ValueData, ValueSizes } from '../../../model/scenario.js';
import { keyNameIn } from '../../../model/write-stamp.js';
import { valueFor } from '../../workload/value.js';
import { type ValuePadding, valuePadding } from '../../workload/value-padding.js';
import { boundsOf, valueSizer } from '../../workload/value-size.js';

/** A request as undici takes it. */
export interface FilledRequest {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

/** What decides the values of a run. */
export interface ValuesOfRun {
  readonly runTag: string;
  readonly seed: number;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
}

/** Fills in the requests of a run. */
export class HttpRequests {
  #run: ValuesOfRun;
  #bytesOf: (key: number, sequence: number) => number;
  #padding: ValuePadding;
  #templates = new Map<OperationPlan, Template>();

  constructor(run: ValuesOfRun) {
    this.#run = run;
    this.#bytesOf = valueSizer(run.valueSizes, run.seed);
    this.#padding = valuePadding(run.data, run.seed, boundsOf(run.valueSizes).mostBytes);
  }

  /** `key`: its index over all workers. `sequence`: the number of the write, if it is one. */
  of(operation: OperationPlan, key: number, sequence: number): FilledRequest {
    const { method, path, body, headers, takesValue, fixedHeaders } = this.#templateOf(operation);
    const keyName = keyNameIn(operation.space, this.#run.runTag, key);
    const value = takesValue ? this.#valueOf(operation, key, sequence) : '';
    return {
      method,
      path: filledIn(path, encodeURIComponent(keyName), value),
      headers: fixedHeaders ?? filledHeaders(headers, keyName, value),
      body: body === null ? null : filledIn(body, keyName, value),
    };
  }

  #valueOf({ keyBase }: OperationPlan, key: number, sequence: number): string {
    return valueFor(this.#run.runTag, key, sequence, this.#bytesOf(key, sequence), this.#padding, keyBase);
  }

  #templateOf(operation: OperationPlan): Template {
    const known = this.#templates.get(operation);
    if (known !== undefined) return known;
    const { http, name } = operation;
    if (http === undefined) throw new InternalError(`The operation ${name} has no HTTP request.`);
    const headers = { ...contentType(http.body), ...http.headers };
    const texts = [http.path, http.body ?? '', ...Object.values(headers)];
    const isFixed = Object.values(headers).every((text) => !text.includes(keyField) && !text.includes(valueField));
    const template = {
      ...http,
      headers,
      takesValue: texts.some((text) => text.includes(valueField)),
      fixedHeaders: isFixed ? headers : null,
    };
    this.#templates.set(operation, template);
    return template;
  }
}

interface Template extends HttpRequest {
  readonly takesValue: boolean;
  /** Null: they depend on the key or the value. */
  readonly fixedHeaders: Record<string, string> | null;
}

function filledHeaders(headers: HttpRequest['headers'], key: string, value: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, filledIn(text, key, value)]));
}

/** A header of the request takes precedence. */
function contentType(body: string | null): Record<string, string> {
  if (body === null) return {};
  // A body that is only `{value}` is no JSON.
  return { 'content-type': /^\s*(\{\s*["}]|\[|")/.test(body) ? 'application/json' : 'text/plain' };
}
