import type { Commands } from './wire.ts';

/** SSM Change Calendar: what it says now, and until when. */
export class SystemsManager {
  state: 'OPEN' | 'CLOSED' = 'OPEN';
  nextTransition: string | undefined;

  readonly commands: Commands = {
    GetCalendarState: () => ({ State: this.state, NextTransitionTime: this.nextTransition }),
  };
}
