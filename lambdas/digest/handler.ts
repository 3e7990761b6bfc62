import { sns } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { publish } from '../shared/publish.ts';
import { required, variables } from '../shared/variables.ts';
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
