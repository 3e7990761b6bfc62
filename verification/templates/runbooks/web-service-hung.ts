export { default } from '#runbooks/web-service-hung';
