import * as adoption from './adoption.ts';
import * as alarms from './alarms.ts';
import * as answers from './answers.ts';
import * as channels from './channels.ts';
import { compilesToStateMachine } from './compiled.ts';
import type { Check } from './draft.ts';
import * as drills from './drills.ts';
import * as environment from './environment.ts';
import * as identity from './identity.ts';
import { leasesEnd } from './leases.ts';
import * as references from './references.ts';
import * as steps from './steps.ts';
import { textsAreOnlyTexts } from './texts.ts';
import * as timing from './timing.ts';

const fitsSchema: Check = ({ runbooks, environment }) =>
  [...runbooks, environment].flatMap(({ problems }) => problems);

/** Everything that synth refuses, in the order of the report. */
export const checks: readonly Check[] = [
  fitsSchema,
  identity.idIsFileName,
  identity.idsAreUnique,
  identity.idIsNotTaken,
  identity.nameOfEnvironmentIsFileName,
  identity.environmentKnowsItsRunbooks,
  adoption.adoptsSomething,
  adoption.adoptsAlarmsThatCanBe,
  adoption.adoptsNarrowly,
  adoption.adoptedByOneRunbook,
  adoption.createsEachAlarmOnce,
  alarms.alarmsAreCreatable,
  alarms.verificationWaitsForAlarm,
  alarms.holdSpansOnePeriod,
  alarms.autoSeesQuietDeath,
  references.valuesAreRead,
  references.valuesAreThere,
  references.referencesAreWellFormed,
  references.alarmsNameAllowedValues,
  references.createdAlarmsAreReadable,
  steps.actionsExist,
  steps.parametersFitActions,
  steps.plansHaveTargets,
  steps.networksExist,
  leasesEnd,
  timing.pageByIsKeepable,
  timing.ladderFitsBeforePage,
  environment.regionIsServed,
  environment.onlyEmulatorsDivideTime,
  environment.backupIsAnotherPath,
  environment.routesReachSomebody,
  environment.subnetsFitZones,
  drills.productionIsNotDrilled,
  drills.drillsTouchNarrowly,
  drills.stopAlarmIsAnother,
  drills.scheduleHasHours,
  drills.drillsFitRunbooks,
  channels.channelsFitTheirSchemas,
  channels.loopbackIsForEmulators,
  channels.pagerDutyTakesText,
  channels.ownersOwnRunbooks,
  answers.answersReserveTheirOwn,
  channels.channelsAnswerSomewhere,
  textsAreOnlyTexts,
  compilesToStateMachine,
];
