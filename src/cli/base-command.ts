import { Command, type Interfaces } from '@oclif/core';
import { ExitError } from '@oclif/core/errors';
import { printableJson } from '../model/printable-json.js';
import { describeError, formatError, settingsMeant } from './describe-error.js';
import { type Host, processHost } from './host.js';
import { refuseSingleDash } from './single-dash.js';

/**
 * What every command shares: `--json` prints only the result on stdout, or `{"error": {...}}`; errors are printed once, in
 * plain text, on stderr; and the exit code is the same with and without `--json`.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  host: Host = processHost();

  /** Prints a line for people on stdout; nothing with `--json`. */
  override log(line = ''): void {
    if (!this.jsonEnabled()) this.host.stdout.write(`${line}\n`);
  }

  /** Reports progress as a line on stderr. */
  progress(line: string): void {
    this.host.stderr.write(`${line}\n`);
  }

  override logJson(result: unknown): void {
    this.host.stdout.write(printableJson(result));
  }

  /** A result with an error: printed once on stderr, or with `--json` as the result's `error`; sets the error's exit code. */
  protected withError<T extends object>(result: T, error: unknown): T {
    const description = describeError(error);
    this.host.setExitCode(description.exitCode);
    if (this.jsonEnabled()) return { ...result, error: description };
    this.host.stderr.write(formatError(description));
    return result;
  }

  /** The same for a full disk: also prints the run whose record could not be saved anywhere. */
  protected withUnsaved<T extends object>(result: T, unsaved: object | null, error: unknown): T {
    if (unsaved === null) return this.withError(result, error);
    if (this.jsonEnabled()) return this.withError({ ...result, unsaved }, error);
    this.host.stdout.write(printableJson(unsaved));
    return this.withError(result, error);
  }

  protected override async parse<
    F extends Interfaces.OutputFlags<F>,
    B extends Interfaces.OutputFlags<B>,
    A extends Interfaces.OutputArgs<A>,
  >(options?: Interfaces.Input<F, B, A>, argv?: string[]): Promise<Interfaces.ParserOutput<F, B, A>> {
    const known = { ...options?.flags, ...options?.baseFlags };
    refuseSingleDash(argv ?? this.argv, Object.keys(known));
    return super.parse(options, argv);
  }

  protected override async catch(error: unknown): Promise<never> {
    if (error instanceof ExitError) throw error;
    const description = describeError(error, await settingsMeant(error));
    if (this.jsonEnabled()) this.logJson({ error: description });
    else this.host.stderr.write(formatError(description));
    // Everything has been printed: this error only carries the exit code through oclif, which prints nothing for it.
    throw new ExitError(description.exitCode);
  }
}
