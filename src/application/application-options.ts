import { z } from 'zod';
import { httpMethods, keyField, valueField } from '../model/http-request.js';
import { durationMs } from '../units/duration.js';
import { durationField, wholeField } from '../units/fields.js';
import { strayPlaceholder } from './placeholders.js';

const mostReadyMs = 600_000;
const pathField = z.string().regex(/^\/\S*$/, { error: 'a path, such as /health' });

const readyField = z
  .union([
    pathField,
    z.strictObject({
      path: pathField.optional().describe('GET of this path must answer with 2xx.'),
      line: z.string().min(1).optional().describe('Its output must contain this text.'),
      within: durationField(1, mostReadyMs).default('30s').describe('How long it may take.'),
    }),
  ])
  .default('/');

/** These decide where a request ends, which the load must know. */
const ownHeaders = ['content-length', 'transfer-encoding', 'upgrade', 'expect', 'keep-alive'];

const headersField = z
  .record(
    z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'the name of a header' })
      .refine((name) => !ownHeaders.includes(name.toLowerCase()), {
        error: `a header that cache-bench does not set itself (${ownHeaders.join(', ')})`,
      }),
    z.string().regex(/^[\t\x20-\x7e\x80-\uffff]*$/, { error: 'one line of text' }),
  )
  .default({});

const requestField = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,39}$/, { error: 'a name of lower-case letters, digits, dashes and underscores' })
      .describe('Its name in reports and gates.'),
    method: z.enum(httpMethods).default('GET').describe('The HTTP method.'),
    path: pathField.describe('The path; {key} is replaced by a key of this run, {value} by a value.'),
    headers: headersField.describe('Headers, with the same placeholders.'),
    body: z.string().optional().describe('The body, with the same placeholders.'),
    weight: z.number().min(0).max(1_000_000).default(1).describe('How often it is drawn, relative to the others.'),
    expect: z
      .array(wholeField(100, 599))
      .min(1)
      .optional()
      .describe('The statuses of success. Default: 2xx, and 404 for an audited read.'),
    audit: z
      .enum(['write', 'read', 'none'])
      .optional()
      .describe(
        'write: it stores {value} under {key}; read: its answer contains the stored value. Default: write for PUT with {key} and {value}, read for GET with {key}, otherwise none.',
      ),
  })
  .superRefine((request, context) => {
    const texts = textsOf(request);
    if (request.audit === 'write' && !(texts.includes(keyField) && texts.includes(valueField)))
      context.addIssue({ code: 'custom', path: ['audit'], message: 'a request with {key} and {value} to be a write' });
    if (request.audit === 'read' && !texts.includes(keyField))
      context.addIssue({ code: 'custom', path: ['audit'], message: 'a request with {key} to be a read' });
    // No URL has braces of its own.
    refuseStray(context, ['path'], request.path, requestFields, true);
    refuseStray(context, ['body'], request.body ?? '', requestFields);
    for (const [name, text] of Object.entries(request.headers))
      refuseStray(context, ['headers', name], text, requestFields);
  });

/** The `application` of a scenario. */
export const applicationOptions = z
  .strictObject({
    command: z
      .union([z.string().min(1), z.array(z.string()).min(1)], { error: 'a command line, or a list of words' })
      .optional()
      .describe(
        'Starts the program: a line for the shell, or a list of words without one. {port} is its port, {package} the folder of cache-bench. Without it, topology.target is the URL of an application that is already running (--target http://...).',
      ),
    env: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, { error: 'the name of a variable' }), z.string())
      .default({})
      .describe(
        'Variables added to its environment, which also has PORT, REDIS_URL and the others of docs/your-application.md.',
      ),
    port: wholeField(1, 65_535).nullable().default(null).describe('The port it listens on; null: a free one, in PORT.'),
    ready: readyField.describe('When it is ready: a path that answers GET with 2xx, or { path, line, within }.'),
    restart: z
      .boolean()
      .default(true)
      .describe('Whether it is started again 100 ms after it exits, as a supervisor would.'),
    requests: z.array(requestField).min(1).max(50).describe('What its users ask for, in place of workload.mix.'),
  })
  .superRefine(({ command = [], env }, context) => {
    refuseStray(context, ['command'], [command].flat().join('\n'), programFields);
    for (const [name, text] of Object.entries(env)) refuseStray(context, ['env', name], text, programFields);
  });
export type ApplicationOptions = z.output<typeof applicationOptions>;
type RequestOptions = ApplicationOptions['requests'][number];

/** The program of an application. */
export function applicationPlan({ command, env, port, ready, restart }: ApplicationOptions): ApplicationPlan {
  if (command === undefined) return { program: null };
  const { path = null, line = null, within = '30s' } = typeof ready === 'string' ? { path: ready } : ready;
  const [program = '', ...words] = typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
  return {
    program: { command: [program, ...words], env, port, ready: { path, line, withinMs: durationMs(within) }, restart },
  };
}

/** Whether a request writes a value or shows one: as declared, otherwise by its method. */
export function auditOf(request: RequestOptions): 'write' | 'read' | 'none' {
  const texts = textsOf(request);
  if (request.audit !== undefined) return request.audit;
  if (request.method === 'PUT' && texts.includes(keyField) && texts.includes(valueField)) return 'write';
  return request.method === 'GET' && texts.includes(keyField) ? 'read' : 'none';
}

const requestFields = [keyField, valueField];
const programFields = ['{port}', '{package}'];

/** A misspelt placeholder would be sent as it is written. */
function refuseStray(
  context: z.RefinementCtx,
  path: readonly string[],
  text: string,
  known: readonly string[],
  isStrict = false,
): void {
  const stray = strayPlaceholder(text, known, isStrict);
  if (stray === undefined) return;
  const message = `no placeholders but ${known.join(' and ')}`;
  context.addIssue({ code: 'custom', path: [...path], message, params: { ...stray } });
}

function textsOf({ path, body = '', headers }: Pick<RequestOptions, 'path' | 'body' | 'headers'>): string {
  return [path, body, ...Object.values(headers)].join('\n');
}

/** A program in front of the cache, as a scenario describes it; null: it is already running. */
export interface ApplicationPlan {
  readonly program: ProgramPlan | null;
}

/** A program to start. `{port}` in `command` and `env` is its port, `{package}` our own folder. */
export interface ProgramPlan {
  /** Without a shell. */
  readonly command: readonly [program: string, ...words: string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Where it must listen; null: on a free port. */
  readonly port: number | null;
  readonly ready: ReadyCondition;
  /** Whether it is started again when it exits. */
  readonly restart: boolean;
}

/** When a program is ready: everything that is given here. */
interface ReadyCondition {
  /** Answers GET with 2xx. */
  readonly path: string | null;
  /** Its output contains this text. */
  readonly line: string | null;
  readonly withinMs: number;
}
