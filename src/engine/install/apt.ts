import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool, type ToolResult } from '../run-tool.js';

/** Package sources that replace the system's. */
export interface AptSources {
  /** Lines of a sources.list, without options: they must be signed by a key in `keyrings`. */
  readonly lines: readonly string[];
  /** Files with public keys, in GnuPG's binary form. */
  readonly keyrings: readonly string[];
}

/** apt with its lists, caches, locks and temporary files in a separate folder. */
export interface Apt {
  /**
   * From now on, these sources are used, and only packages signed by their keys are accepted. Until then, the system's own
   * are used.
   */
  useSources(sources: AptSources): Promise<void>;
  run(
    tool: 'apt-get' | 'apt-cache',
    parameters: readonly string[],
    options: { readonly timeoutMs: number; readonly folder?: string },
  ): Promise<ToolResult>;
}

/**
 * Sets up apt in `folder`, so that it works without root, changes nothing in the system, and leaves nothing outside that
 * folder, even if killed. The system's proxies apply. Source: apt.conf(5); a file given by `-c` is read after the system's,
 * so it can clear its hooks. Paths are passed as arguments, where they may contain quotes and backslashes.
 */
export async function openApt(folder: string, signal: AbortSignal | undefined): Promise<Apt> {
  const file = join(folder, 'apt.conf');
  const temporary = join(folder, 'tmp');
  const keys = join(folder, 'keys');
  const list = join(folder, 'sources.list');
  for (const path of [join('state', 'lists', 'partial'), join('cache', 'archives', 'partial'), 'tmp', 'keys'])
    await mkdir(join(folder, path), { recursive: true });
  await writeFile(file, configuration);
  const settings = [`Dir::State=${folder}/state`, `Dir::Cache=${folder}/cache`, `Dir::Log=${folder}`];
  return {
    async useSources({ lines, keyrings }) {
      await writeFile(list, `${lines.join('\n')}\n`);
      await rm(keys, { recursive: true });
      await mkdir(keys);
      for (const [index, keyring] of keyrings.entries()) await copyFile(keyring, join(keys, `${index}.gpg`));
      settings.push(
        `Dir::Etc::SourceList=${list}`,
        'Dir::Etc::SourceParts=/dev/null',
        'Dir::Etc::Trusted=/dev/null',
        `Dir::Etc::TrustedParts=${keys}`,
        // Pins are meant for the system's sources.
        'Dir::Etc::Preferences=/dev/null',
        'Dir::Etc::PreferencesParts=/dev/null',
      );
    },
    run: (tool, parameters, { timeoutMs, folder: workingFolder }) =>
      runTool(tool, ['-c', file, ...settings.flatMap((setting) => ['-o', setting]), ...parameters], {
        timeoutMs,
        signal,
        environment: { TMPDIR: temporary },
        ...(workingFolder !== undefined && { folder: workingFolder }),
      }),
  };
}

const configuration = `Dir::State::lists "lists";
Dir::Cache::archives "archives";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
Debug::NoLocking "true";
APT::Sandbox::User "root";
Acquire::Retries "1";
Acquire::http::Timeout "15";
Acquire::https::Timeout "15";
// Whatever the system allows itself: nothing without a valid signature.
APT::Get::AllowUnauthenticated "false";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
// The hooks of a system-wide update are not for us: some clean the system's caches.
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
// Only lists of binary packages are read: no translations, sources, file contents or desktop metadata.
#clear Acquire::Languages;
Acquire::Languages "none";
#clear Acquire::IndexTargets;
Acquire::IndexTargets::deb::Packages {
  MetaKey "$(COMPONENT)/binary-$(ARCHITECTURE)/Packages";
  flatMetaKey "Packages";
  ShortDescription "Packages";
  Description "$(RELEASE)/$(COMPONENT) $(ARCHITECTURE) Packages";
  flatDescription "$(RELEASE) Packages";
  Optional "false";
};
`;
