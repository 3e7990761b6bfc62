import { adopt } from './adopt.ts';
import { approve } from './approve.ts';
import { breakers } from './breakers.ts';
import type { Command } from './command.ts';
import { deny } from './deny.ts';
import { doctor } from './doctor.ts';
import { hardStop } from './hard-stop.ts';
import { history } from './history.ts';
import { init } from './init.ts';
import { locks } from './locks.ts';
import { mode } from './mode.ts';
import { release } from './release.ts';
import { report } from './report.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { show } from './show.ts';
import { stopAll } from './stop-all.ts';
import { take } from './take.ts';
import { testPage } from './test-page.ts';

/** Every subcommand of `npx nightshift`, in the order in which its help lists them. */
export const commands: readonly Command[] = [
  history,
  show,
  report,
  locks,
  breakers,
  take,
  release,
  approve,
  deny,
  run,
  mode,
  stopAll,
  resume,
  hardStop,
  testPage,
  doctor,
  adopt,
  init,
];
