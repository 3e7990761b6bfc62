import { sns } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { publish } from '#core/page/publish';
import { openDatabase } from '#core/table/database';
import { DigestInput } from './contract.ts';
import { type DigestServices, digest } from './digest.ts';

const topics = sns();
const noticeTopic = required(variables.noticeTopic);

const services: DigestServices = {
  database: openDatabase(required(variables.table)),
  environment: required(variables.environment),
  notice: (page) => publish(topics, noticeTopic, page),
};

export const handler = stageHandler(DigestInput, (input) => digest(input, services));
