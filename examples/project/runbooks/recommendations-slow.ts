import { defineRunbook, fromEnvironment, minutes, step } from 'nightshift';
import turnFeatureOff from '../actions/turn-feature-off/action.ts';

/** A runbook with an action of your own. */
export default defineRunbook({
  id: 'recommendations-slow',
  owner: 'team-web',
  why: 'The shop waits for recommendations. Without them its pages are fast, and nobody is kept from buying.',
  when: { alarms: ['recommendations-slow'] },
  mode: 'watch',
  steps: [step(turnFeatureOff, { feature: fromEnvironment('feature') }, { verifyWithin: minutes(3) })],
  recovered: { holdFor: minutes(2) },
  guards: { cooldown: minutes(30), maxRunsPerDay: 2 },
  page: {
    urgency: 'low',
    pageBy: minutes(15),
    instructions: 'Read the log of the recommendations service. When it is fast again, turn the feature on.',
  },
});
