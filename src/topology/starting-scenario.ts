/** What a starter file (`scenario new`) has of its topology: commented YAML, and a drill that fits. */
export interface StartingScenario {
  /** What `--kind` calls that drill; absent: nothing. */
  readonly kind?: string;
  /** What happens, for people. */
  readonly about: string;
  /** The keys of the section, after `kind`. */
  readonly topology: string;
  /** The keys of the section that not every workload has. */
  readonly workload: string;
  /** The whole section. */
  readonly faults: string;
  readonly gates: string;
}
