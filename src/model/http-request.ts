/** The methods of requests to an application. */
export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A request to an application, as planned: `{key}` stands for a key's name, `{value}` for a value with a stamp. */
export interface HttpRequest {
  readonly method: (typeof httpMethods)[number];
  /** From the first slash on. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: none. */
  readonly body: string | null;
  /** The statuses of success; empty: every 2xx. */
  readonly expect: readonly number[];
}

/** A request's place for the name of a key, percent-encoded in paths. */
export const keyField = '{key}';
/** A request's place for a value. */
export const valueField = '{value}';

/** The text of a template. Keys and values are ASCII without anything that JSON would escape. */
export function filledIn(template: string, key: string, value: string): string {
  return template.replaceAll(keyField, key).replaceAll(valueField, value);
}
