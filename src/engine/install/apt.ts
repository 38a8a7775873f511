import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool, type ToolResult } from '../run-tool.js';

/** Sources of packages in place of the system's. */
export interface AptSources {
  /** Lines of a sources.list, without options: what they name must be signed by a key of `keyrings`. */
  readonly lines: readonly string[];
  /** Files with public keys, in the binary form of GnuPG. */
  readonly keyrings: readonly string[];
}

/** apt with lists, caches, locks and temporary files in a folder of its own. */
export interface Apt {
  /** From here on these sources serve, and only what their keys have signed is taken. Until then the system's own serve. */
  useSources(sources: AptSources): Promise<void>;
  run(
    tool: 'apt-get' | 'apt-cache',
    parameters: readonly string[],
    options: { readonly timeoutMs: number; readonly folder?: string },
  ): Promise<ToolResult>;
}

/**
 * Sets up apt in `folder`, so that it works without root, changes nothing of the system's, and leaves nothing outside of that folder,
 * even when it is killed. Proxies stay the system's. Source: apt.conf(5); a file given by `-c` is read after the system's, so
 * it can clear its hooks. Paths are given as arguments, where they may hold quotes and backslashes.
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
        // A pin is meant for the system's sources.
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
