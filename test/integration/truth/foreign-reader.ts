import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What another implementation reads from a histogram. Values are in its own unit, here microseconds. */
export interface ForeignHistogram {
  readonly count: number;
  readonly min: number;
  /** The upper end of the highest non-empty bucket. */
  readonly max: number;
  readonly mean: number;
  /** At 50, 90, 95, 99, 99.9 and 99.99. */
  readonly percentiles: readonly number[];
  /** Lowest value and count of each non-empty bucket, ascending. */
  readonly buckets: readonly (readonly [value: number, count: number])[];
}

/** A program that reads one base64 histogram per line, and the reason if it can't run. */
interface ForeignReader {
  readonly name: string;
  readonly command: readonly [program: string, ...given: string[]];
  /** Undefined if it can run, judging by the files. */
  readonly obstacle: string | undefined;
  /** A call that succeeds if the program is installed. */
  readonly check: readonly [program: string, ...given: string[]];
}

const folder = join(import.meta.dirname, 'readers');
/** From Debian's libhdrhistogram-java, unless the environment names another. */
export const jar = process.env.CACHE_BENCH_HDRHISTOGRAM_JAR ?? '/usr/share/java/hdrhistogram.jar';

/** Implementations that share no code with ours, or with the library that writes our histograms. */
export const foreignReaders: readonly ForeignReader[] = [
  {
    name: 'the original HdrHistogram in Java',
    command: ['java', '-Xshare:auto', '-cp', jar, join(folder, 'ReadHistograms.java')],
    check: ['java', '--list-modules'],
    obstacle: existsSync(jar)
      ? undefined
      : `${jar} is missing. Try: apt-get install libhdrhistogram-java default-jdk-headless`,
  },
  {
    name: 'a decoder in Python that follows the description of the format',
    command: ['python3', join(folder, 'read_histograms.py')],
    check: ['python3', '--version'],
    obstacle: undefined,
  },
];

/** Why a reader can't run here; undefined if it can. */
export async function obstacleOf({ check, obstacle }: ForeignReader): Promise<string | undefined> {
  if (obstacle !== undefined) return obstacle;
  const [program] = check;
  const answer = await call(check, '').catch(() => undefined);
  if (answer === undefined) return `${program} is missing. Try: apt-get install ${packages[program]}`;
  // Without its compiler, Java can't run a program from its source.
  if (program === 'java' && !answer.includes('jdk.compiler'))
    return `java has no compiler. Try: apt-get install ${packages.java}`;
  return undefined;
}

const packages: Readonly<Record<string, string>> = { java: 'default-jdk-headless', python3: 'python3' };

/** Reads histograms in the V2 compressed base64 form. Throws with the reader's output if that fails. */
export async function readForeign(
  { command }: ForeignReader,
  histograms: readonly string[],
): Promise<readonly ForeignHistogram[]> {
  const answer = await call(command, `${histograms.join('\n')}\n`);
  return answer
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ForeignHistogram);
}

/** Runs a program to completion and returns its stdout; rejects with its stderr if it fails. */
export function call([program, ...given]: readonly [string, ...string[]], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, given, { stdio: ['pipe', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    child.on('error', reject);
    child.on('close', (exitCode) => {
      if (exitCode === 0) resolve(output.stdout);
      else reject(new Error(`${program} exited with ${exitCode}:\n${output.stderr}`));
    });
    // A reader that dies early prints the reason on stderr.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
