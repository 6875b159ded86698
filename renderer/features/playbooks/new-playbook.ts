/** What a new playbook begins with: something that runs, to be changed. */
export const NEW_PLAYBOOK = `playbook: my-playbook
title: My playbook
about: What it finds out.
inputs:
  failing: { type: query, title: What counts as failing, default: level:>=error }
steps:
  - id: found
    title: Records that fail
    search: { query: '{{inputs.failing}}', limit: 5 }
  - id: any
    if:
      condition: found.total > 0
      do:
        - id: told
          say:
            text: '{{plural(found.total, "record fails", "records fail")}}, the first at {{found.records[0].time}}.'
            cites: [found]
      else:
        - id: none
          say:
            text: No record fails.
            cites: [found]
`;
