import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { actions } from '#action/register';
import { startRestore } from '#action/run/start-restore';
import { cloudWatch, now, scheduler, stepFunctions, systemsManager } from '#core/aws/clients';
import { contractVersion } from '#core/aws/contract';
import { stageHandler } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { pause } from '#core/pause';
import { openDatabase } from '#core/table/database';
import type { DrillsSpec } from '#define/drills';
import { heldInjector } from '#drill/held';
import { faultMachineName } from '#drill/names';
import type { Declared } from '#drill/request';
import { type DrillsBeside, drillsFile } from './contract.ts';
import { drillBySchedule, type ScheduleServices, scheduler as who } from './drill.ts';

const environment = required(variables.environment);
const database = openDatabase(required(variables.table));
// Checked and written by synth.
const { drills, runbooks }: DrillsBeside<DrillsSpec> = JSON.parse(
  readFileSync(new URL(drillsFile, import.meta.url), 'utf8'),
);

// The topic is in the same account and region as all of Nightshift.
const [, partition = 'aws', , region = '', account = ''] = required(variables.backupTopic).split(':');
const held = {
  sfn: stepFunctions(),
  database,
  machineArn: (runbook: string) =>
    `arn:${partition}:states:${region}:${account}:stateMachine:${faultMachineName(environment, runbook)}`,
  pause: (seconds: number) => pause(seconds * 1000),
};

const services: ScheduleServices = {
  environment,
  database,
  cloudwatch: cloudWatch(),
  ssm: systemsManager(),
  scheduler: scheduler(),
  deadlineGroup: required(variables.deadlineGroup),
  actions,
  place: { partition, region, account },
  injectorOf: (id) => heldInjector(id === 'document' ? 'document' : 'fis', held),
  restore: (lease) =>
    startRestore(lease.function, {
      contract: contractVersion,
      restore: { target: lease.target, lease: lease.id, by: who },
    }),
  declared: runbooks.flatMap((runbook): Declared[] => {
    const drill = drills.runbooks[runbook.id];
    return drill ? [{ environment, drills, runbook, drill }] : [];
  }),
  now,
};

/** The schedule's tick, whose content is not read. */
export const handler = stageHandler(z.unknown(), () => drillBySchedule(services));
