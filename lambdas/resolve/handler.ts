import type { Context } from 'aws-lambda';
import { channelServices, openChannels, readBeside, roadsFor } from '../page/channels.ts';
import { channelsFile } from '../page/contract.ts';
import { now, sns } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { publish } from '../shared/publish.ts';
import type { ResolveRoads } from '../shared/resolve.ts';
import type { UpdateWays } from '../shared/update-page.ts';
import { required, variables } from '../shared/variables.ts';
import { isUpdate, ResolveInput, UpdateInput } from './contract.ts';
import { resolve, update } from './resolve.ts';

const topics = sns();
const noticeTopic = required(variables.noticeTopic);

const declared = openChannels(readBeside(import.meta.url, channelsFile), channelServices(topics, now));

const services: ResolveRoads & UpdateWays = {
  database: openDatabase(required(variables.table)),
  resolving: roadsFor('resolved', declared),
  updating: { update: roadsFor('update', declared), acknowledged: roadsFor('acknowledged', declared) },
  notice: (page) => publish(topics, noticeTopic, page),
  now,
};

const closes = stageHandler(ResolveInput, (input) => resolve(input, services));
const updates = stageHandler(UpdateInput, (input) => update(input, services));

export const handler = (event: unknown, context: Context) =>
  (isUpdate(event) ? updates : closes)(event, context);
