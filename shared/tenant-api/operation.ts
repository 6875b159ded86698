import type { z } from 'zod';
import type { Operations } from './operations.ts';

/** An operation that the team server describes: `GET /api/v1/cases/{caseId}`. */
export type OperationName = keyof Operations;

/** What is sent to an operation: what its path, query and headers name, and its body. */
export type Given<Name extends OperationName> = Operations[Name]['given'];

/** Statuses that an operation answers with something else than a problem. */
export type AnswerStatus<Name extends OperationName> = keyof Operations[Name]['answers'];

/** What an operation answers when it has done what it was asked, or with a status besides. */
export type AnswerOf<Name extends OperationName, Also = never> = Operations[Name]['answers'][
  | Extract<AnswerStatus<Name>, 200 | 201 | 202 | 204>
  | Extract<AnswerStatus<Name>, Also>];

/**
 * Anything, if a schema reads an answer: it lets through all that the answer may be, and makes nothing of it that the answer
 * is not. Else what the answer is, so that the compiler says it.
 */
export type Reads<Schema extends z.ZodType, Answer> = [Answer] extends [z.input<Schema>]
  ? [z.output<Schema>] extends [Answer]
    ? unknown
    : { readonly 'the server does not answer all of': z.output<Schema> }
  : { readonly 'the server answers': Answer };
