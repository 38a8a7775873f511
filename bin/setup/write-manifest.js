import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plugin } from '@oclif/core';

// Writes oclif's manifest, so that running a command does not load all others: node bin/setup/write-manifest.js FOLDER
const [folder = '.'] = process.argv.slice(2);
const plugin = new Plugin({ root: folder, ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
if (plugin.manifest === undefined || Object.keys(plugin.manifest.commands).length === 0)
  throw new Error(`No command was found in ${folder}.`);
const file = join(folder, 'oclif.manifest.json');
writeFileSync(`${file}.part`, JSON.stringify(plugin.manifest, null, 2));
renameSync(`${file}.part`, file);
