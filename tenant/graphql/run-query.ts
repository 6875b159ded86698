import {
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
} from 'graphql';
import { Failure } from '../../shared/model/failure.ts';
import type { Database } from '../platform/index.ts';
import type { Principal } from '../identity/index.ts';
import { costLimit } from './cost-limit.ts';
import { queryRoot } from './roots.ts';
import { schema } from './schema.ts';

/** A query that may be asked. */
export interface ReadableQuery {
  readonly document: DocumentNode;
  /** Which of its operations is meant; null: there is one. */
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

/** Longer queries are not read. */
const MOST_TOKENS = 1_000;

/** Reads a query and looks whether it may be asked. Throws QUERY_INVALID with what is wrong. */
export function readQuery({
  query,
  operationName,
}: {
  query: string;
  operationName?: string | null | undefined;
}): DocumentNode {
  const document = parsed(query);
  const errors = validate(schema, document, [...specifiedRules, costLimit], { maxErrors: 5 });
  if (errors.length > 0) throw invalid(errors.map(({ message }) => message).join(' '));
  if (!getOperationAST(document, operationName)) {
    throw invalid('It has several operations, or none; name the one that is meant.');
  }
  return document;
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: MOST_TOKENS, noLocation: true });
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : 'It cannot be read.');
  }
}

const invalid = (why: string): Failure =>
  new Failure('QUERY_INVALID', `The query is not as it must be. ${why.slice(0, 1000)}`);

/**
 * Answers a query as one look: everything in one transaction, for who asks. A field that she may not have is null with an
 * error that says its code. A subscription is answered once, as the query of the same fields.
 */
export function answerQuery(
  database: Database,
  principal: Principal,
  { document, operationName, variables }: ReadableQuery,
): Promise<ExecutionResult> {
  return database.inTenant(principal.tenant, async (transaction) => {
    const result = await execute({
      schema,
      document,
      rootValue: queryRoot,
      contextValue: { transaction, principal },
      operationName,
      variableValues: variables,
    });
    return { ...result, ...(result.errors && { errors: result.errors.map(told) }) };
  });
}

/** An error as it is told: a failure in its words and by its code; of what was not foreseen only that it happened. */
function told(error: GraphQLError): GraphQLError {
  const { originalError, nodes, path } = error;
  if (originalError === undefined || originalError === null) return error;
  const [code, said] =
    originalError instanceof Failure
      ? [originalError.code, originalError.message]
      : ['INTERNAL', 'Something failed on the server.'];
  return new GraphQLError(said, {
    ...(nodes && { nodes }),
    ...(path && { path }),
    extensions: { code },
  });
}
