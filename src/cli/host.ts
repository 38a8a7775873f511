import { exitCodes } from '../errors/errors.js';
import { linesWithoutWorkflowCommands } from '../model/workflow-commands.js';
import { allowsColour } from './colour.js';

/** One of the streams to the person or program that started us. */
interface HostStream {
  /** Writes text, of which no line is a command of a CI system; nothing happens when nobody reads any more. */
  write(text: string): void;
  /** Writes lines that are commands of a CI system. */
  writeCommands(text: string): void;
  /** A terminal whose cursor can be moved. */
  readonly isTerminal: boolean;
  /** Whether colour may be used. */
  readonly colour: boolean;
  /** Characters in a line; 80 where that isn't known. */
  readonly columns: number;
  /** Lines of the terminal; undefined where there is none, or where it isn't known. */
  readonly rows?: number | undefined;
  /** Calls back whenever the terminal got another size. */
  onResize?(listener: () => void): Disposable;
  /** Writes a text when the process ends, also by an error that nobody caught, unless disposed before. */
  atExit?(text: string): Disposable;
}

/** Where signals to this process are heard, and exceptions that nobody caught. */
export interface SignalSource {
  on(event: NodeJS.Signals, listener: () => void): unknown;
  on(event: 'uncaughtException', listener: (thrown: unknown) => void): unknown;
  off(event: NodeJS.Signals, listener: () => void): unknown;
  off(event: 'uncaughtException', listener: (thrown: unknown) => void): unknown;
}

/** Everything that the process owns, in one place, so that a test can replace it. */
export interface Host {
  readonly stdout: HostStream;
  readonly stderr: HostStream;
  readonly environment: NodeJS.ProcessEnv;
  readonly workingDirectory: string;
  readonly signals: SignalSource;
  /** The code with which the process ends once all is done. */
  setExitCode(code: number): void;
}

/** The real process. */
export function processHost(): Host {
  return {
    stdout: hostStream(process.stdout),
    stderr: hostStream(process.stderr),
    environment: process.env,
    workingDirectory: process.cwd(),
    signals: process,
    setExitCode(code) {
      process.exitCode = code;
    },
  };
}

function hostStream(stream: NodeJS.WriteStream): HostStream {
  // oclif's own listener lets EIO (the terminal was closed) crash us, which must not happen while servers are stopped.
  stream.removeAllListeners('error');
  let isReported = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Progress that is lost does no harm; a reader that has gone knows.
    if (stream !== process.stdout || isReported || closedCodes.includes(error.code ?? '')) return;
    isReported = true;
    reportUnwritten(error);
  });
  const isTerminal = stream.isTTY === true && process.env.TERM !== 'dumb';
  return {
    write: (text) => void stream.write(linesWithoutWorkflowCommands(text)),
    writeCommands: (text) => void stream.write(text),
    isTerminal,
    colour: allowsColour(stream, process.env),
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || undefined;
    },
    onResize: (listener) => until(stream, 'resize', listener),
    atExit: (text) => until(process, 'exit', () => void stream.write(text)),
  };
}

function until(source: NodeJS.EventEmitter, event: string, listener: () => void): Disposable {
  source.on(event, listener);
  return { [Symbol.dispose]: () => void source.off(event, listener) };
}

/** Codes of a reader that has gone. */
const closedCodes: readonly string[] = ['EPIPE', 'EIO'];

/** A stdout that takes nothing more must not break off a run, but a result that is lost is an error, whatever the result was. */
function reportUnwritten(error: Error): void {
  const code = exitCodes.environment.code;
  process.stderr.write(
    `Error: The result could not be written to stdout (${error.message}). What was saved in the folder of reports is complete. Try: cache-bench report FOLDER\n`,
  );
  process.exitCode = code;
  process.once('exit', () => {
    process.exitCode = code;
  });
}
