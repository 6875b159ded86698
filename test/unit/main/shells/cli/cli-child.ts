/* The command line from its sources, in a process of its own. */
import { main } from '../../../../../main/shells/cli/cli.ts';

process.exitCode = await main(process.argv.slice(2));
