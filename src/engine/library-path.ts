/** The environment in which a binary finds the libraries that were unpacked beside it; empty when it needs none. */
export function libraryEnvironment(
  libraryFolders: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Readonly<Record<string, string>> {
  if (libraryFolders.length === 0) return {};
  const inherited = environment.LD_LIBRARY_PATH;
  return { LD_LIBRARY_PATH: [...libraryFolders, ...(inherited ? [inherited] : [])].join(':') };
}
