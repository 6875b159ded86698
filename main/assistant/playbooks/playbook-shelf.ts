import { Failure } from '#shared/model/failure.ts';
import type { PackShelf } from '../../deployments/index.ts';
import type { PlaybookLibrary } from './playbook-library.ts';
import { readPlaybookYaml } from './playbook-yaml.ts';

/** The playbooks of a profile as a release of the team takes and brings them: only what can be run is released. */
export function playbookShelf(library: PlaybookLibrary): PackShelf {
  return {
    async own() {
      const files = library.ownFiles();
      const broken = files.find(({ text }) => readPlaybookYaml(text).playbook === null);
      if (broken === undefined) return files;
      throw new Failure(
        'PACK_BROKEN',
        `Nothing was released, because the playbook ${broken.name} cannot be run. Mend it or delete it first.`,
        { file: broken.name },
      );
    },
    async putTeam(files) {
      library.putTeam(files);
    },
  };
}
