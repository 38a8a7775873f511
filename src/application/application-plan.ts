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
