import { Command } from '@oclif/core';
import { ExitError } from '@oclif/core/errors';
import { printableJson } from '../model/printable-json.js';
import { describeError, formatError } from './describe-error.js';
import { type Host, processHost } from './host.js';

/**
 * What every command shares: `--json` prints the result alone on stdout, or `{"error": {...}}`; errors are told once and
 * plainly on stderr; and the exit code is the same with and without `--json`.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  host: Host = processHost();

  /** Prints a line for people on stdout; nothing under `--json`. */
  override log(line = ''): void {
    if (!this.jsonEnabled()) this.host.stdout.write(`${line}\n`);
  }

  /** Tells what is going on, as a line on stderr. */
  progress(line: string): void {
    this.host.stderr.write(`${line}\n`);
  }

  override logJson(result: unknown): void {
    this.host.stdout.write(printableJson(result));
  }

  /** A result that comes with an error: told once on stderr, under `--json` as the result's `error`; and the error's exit code. */
  protected withError<T extends object>(result: T, error: unknown): T {
    const description = describeError(error);
    this.host.setExitCode(description.exitCode);
    if (this.jsonEnabled()) return { ...result, error: description };
    this.host.stderr.write(formatError(description));
    return result;
  }

  /** The same where the disk was full: the run of which no folder took the record is printed as well. */
  protected withUnsaved<T extends object>(result: T, unsaved: object | null, error: unknown): T {
    if (unsaved === null) return this.withError(result, error);
    if (this.jsonEnabled()) return this.withError({ ...result, unsaved }, error);
    this.host.stdout.write(printableJson(unsaved));
    return this.withError(result, error);
  }

  protected override async catch(error: unknown): Promise<never> {
    if (error instanceof ExitError) throw error;
    const description = describeError(error);
    if (this.jsonEnabled()) this.logJson({ error: description });
    else this.host.stderr.write(formatError(description));
    // All is said: this error only carries the exit code through oclif, which prints nothing of it.
    throw new ExitError(description.exitCode);
  }
}
