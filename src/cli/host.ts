import { isatty } from 'node:tty';
import { linesWithoutWorkflowCommands } from '../model/workflow-commands.js';
import { allowsColour } from './colour.js';

/** One of the output streams of this process. */
interface HostStream {
  /** Writes text with CI commands escaped; does nothing if there is no reader any more. */
  write(text: string): void;
  /** Writes lines that are CI commands. */
  writeCommands(text: string): void;
  /** A terminal whose cursor can be moved. */
  readonly isTerminal: boolean;
  readonly colour: boolean;
  /** Characters per line; 80 if unknown. */
  readonly columns: number;
  /** Lines of the terminal; undefined if there is none, or the number is unknown. */
  readonly rows?: number | undefined;
  /** Calls back whenever the terminal is resized. */
  onResize?(listener: () => void): Disposable;
  /** Writes a text when the process ends, even by an uncaught error, unless disposed before. */
  atExit?(text: string): Disposable;
}

/** Receives signals to this process, and uncaught exceptions. */
export interface SignalSource {
  on(event: NodeJS.Signals, listener: () => void): unknown;
  on(event: 'uncaughtException', listener: (thrown: unknown) => void): unknown;
  off(event: NodeJS.Signals, listener: () => void): unknown;
  off(event: 'uncaughtException', listener: (thrown: unknown) => void): unknown;
}

/** Everything that belongs to the process, in one place, so that tests can replace it. */
export interface Host {
  readonly stdout: HostStream;
  readonly stderr: HostStream;
  readonly environment: NodeJS.ProcessEnv;
  readonly workingDirectory: string;
  readonly signals: SignalSource;
  /** Whether stdin is a terminal. */
  readonly readsTerminal: boolean;
  setExitCode(code: number): void;
  /** Ends the process after this time, should something keep it alive, such as a library that goes on reconnecting. */
  endAfter(ms: number): void;
}

/** The real process. */
export function processHost(): Host {
  return {
    stdout: hostStream(process.stdout),
    stderr: hostStream(process.stderr),
    environment: process.env,
    workingDirectory: process.cwd(),
    signals: process,
    readsTerminal: isatty(0),
    setExitCode(code) {
      process.exitCode = code;
    },
    endAfter(ms) {
      setTimeout(() => process.exit(), ms).unref();
    },
  };
}

function hostStream(stream: NodeJS.WriteStream): HostStream {
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
