/** What some origins can do and others can't; each with the reason given where one can't. */
export const originAbilities = {
  /** Its process can be killed and started again. */
  kill: (kind) => `the process of origin ${kind} is out of reach`,
  /** Its process can be stopped and continued. */
  stop: (kind) => `the process of origin ${kind} is out of reach`,
  /** Each request can be made to take longer. */
  slow: (kind) => `origin ${kind} can't be made slower`,
  /** The number of concurrent requests or connections can be limited. */
  limit: (kind) => `origin ${kind} can't be limited`,
} as const satisfies Readonly<Record<string, (kind: string) => string>>;
export type OriginAbility = keyof typeof originAbilities;
