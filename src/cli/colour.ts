/** A stream, as far as its colour goes. */
interface ColourStream {
  readonly isTTY?: boolean | undefined;
  /** Of a terminal: what Node knows of its TERM, and of the CI system. */
  hasColors?(environment: NodeJS.ProcessEnv): boolean;
}

/**
 * Whether a stream may have colour. NO_COLOR says no, and FORCE_COLOR says yes where there is no terminal too, such as a log of
 * CI; an empty one says nothing. Source: https://no-color.org and https://force-color.org.
 */
export function allowsColour(stream: ColourStream, environment: NodeJS.ProcessEnv): boolean {
  // Node takes an empty one for set.
  const { NO_COLOR, FORCE_COLOR, ...rest } = environment;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && rest.TERM !== 'dumb' && stream.hasColors?.(rest) === true;
}
