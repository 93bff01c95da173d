import type { PlannedFile, ReadFile } from './planned-file.ts';

const PATH = '.github/workflows/adderstone.yml';

/** Actions by commit, as their tags named them. */
const ACTIONS = {
  checkout: 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0',
  python: 'actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0',
  sarif: 'github/codeql-action/upload-sarif@192325c86100d080feab897ff886c34abd4c83a3 # v3.30.3',
} as const;

/**
 * The workflow: on a pull request what it adds, on the main branch everything; findings on the lines by SARIF. The job may read the code and
 * write code scanning results, nothing else; no expression stands in a shell command. An existing workflow of the name stays as it is.
 * @param version of adderstone that is installed
 */
export function planGithub(read: ReadFile, version: string): PlannedFile {
  const before = read(PATH);
  const after = `name: adderstone
on:
  pull_request:
  push:
    branches: [main, master]
permissions: {}
concurrency:
  group: adderstone-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    permissions:
      contents: read
      security-events: write
    steps:
      - uses: ${ACTIONS.checkout}
        with:
          # The base of the change is read from the history.
          fetch-depth: 0
          persist-credentials: false
      - uses: ${ACTIONS.python}
        with:
          python-version: '3.13'
      - run: pip install adderstone==${version}
      - name: What the pull request adds
        if: github.event_name == 'pull_request'
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
        run: adderstone check . --since "$BASE" --output sarif=adderstone.sarif
      - name: Everything
        if: github.event_name != 'pull_request'
        run: adderstone check . --output sarif=adderstone.sarif
      - name: Findings on the lines
        # A pull request from a fork may not write them.
        if: always() && hashFiles('adderstone.sarif') != '' && (github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository)
        uses: ${ACTIONS.sarif}
        with:
          sarif_file: adderstone.sarif
`;
  return { path: PATH, before, after: before ?? after };
}
