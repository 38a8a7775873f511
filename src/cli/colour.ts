/** The colour-related part of a stream. */
interface ColourStream {
  readonly isTTY?: boolean | undefined;
  /** For a terminal: Node's knowledge of its TERM and of the CI system. */
  hasColors?(environment: NodeJS.ProcessEnv): boolean;
}

/**
 * Whether a stream may have colour. NO_COLOR disables it, and FORCE_COLOR enables it even without a terminal, as in a CI
 * log; empty values have no effect. Source: https://no-color.org and https://force-color.org.
 */
export function allowsColour(stream: ColourStream, environment: NodeJS.ProcessEnv): boolean {
  // Node treats an empty value as set.
  const { NO_COLOR, FORCE_COLOR, ...rest } = environment;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && rest.TERM !== 'dumb' && stream.hasColors?.(rest) === true;
}
