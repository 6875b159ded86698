import {
  getNamedType,
  GraphQLError,
  isListType,
  isNonNullType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type ASTVisitor,
  type DocumentNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** How deep a query may reach, and what its fields may cost: each one, and those below a list ten times. */
export const MOST_DEPTH = 8;
export const MOST_COST = 5_000;

const LIST_COST = 10;

interface Weight {
  readonly depth: number;
  readonly cost: number;
}

/** A rule of validation that refuses queries that reach too deep or ask for too much, before anything of them is read. */
export function costLimit(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      const root = context.getSchema().getRootType(node.operation);
      if (root === undefined || root === null) return;
      const weigh = createWeigh(context.getSchema(), context.getDocument());
      const { depth, cost } = weigh(node.selectionSet, root);
      const said =
        depth > MOST_DEPTH
          ? `The query reaches ${depth} deep; ${MOST_DEPTH} is the most.`
          : `The query may cost ${cost}; ${MOST_COST} is the most. Ask for less of each list.`;
      if (depth > MOST_DEPTH || cost > MOST_COST) {
        context.reportError(new GraphQLError(said, { nodes: [node] }));
      }
    },
  };
}

const NOTHING: Weight = { depth: 0, cost: 0 };

function createWeigh(schema: GraphQLSchema, document: DocumentNode) {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  // Each fragment once: some that spread the next one twice would else take twice as long a fragment. One in a circle is
  // another rule's to refuse, and weighs nothing where it meets itself.
  const known = new Map<string, Weight>();
  const ofFragment = (name: string): Weight => {
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, NOTHING);
    const fragment = fragments.get(name);
    if (fragment === undefined) return NOTHING;
    const weight = weigh(
      fragment.selectionSet,
      typeNamed(schema, fragment.typeCondition.name.value, undefined),
    );
    known.set(name, weight);
    return weight;
  };
  return weigh;

  /** Of what is selected of a type; undefined: a type that the schema does not have. */
  function weigh({ selections }: SelectionSetNode, type: GraphQLOutputType | undefined): Weight {
    let [depth, cost] = [0, 0];
    const add = (weight: Weight): void => {
      depth = Math.max(depth, weight.depth);
      // A number that no query comes back from is enough.
      cost = Math.min(cost + weight.cost, Number.MAX_SAFE_INTEGER);
    };
    for (const selection of selections) {
      if (cost > MOST_COST || depth > MOST_DEPTH) break;
      if (selection.kind === Kind.FIELD) {
        const field = isObjectType(type) ? type.getFields()[selection.name.value] : undefined;
        const inner =
          selection.selectionSet === undefined
            ? NOTHING
            : weigh(selection.selectionSet, field ? getNamedType(field.type) : type);
        const times = field !== undefined && isList(field.type) ? LIST_COST : 1;
        add({ depth: inner.depth + 1, cost: 1 + inner.cost * times });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(
          weigh(
            selection.selectionSet,
            typeNamed(schema, selection.typeCondition?.name.value, type),
          ),
        );
      } else {
        add(ofFragment(selection.name.value));
      }
    }
    return { depth, cost };
  }
}

function typeNamed(
  schema: GraphQLSchema,
  name: string | undefined,
  otherwise: GraphQLOutputType | undefined,
): GraphQLOutputType | undefined {
  const found = name === undefined ? undefined : schema.getType(name);
  return found !== undefined && isObjectType(found) ? found : otherwise;
}

const isList = (type: GraphQLOutputType): boolean =>
  isListType(isNonNullType(type) ? type.ofType : type);
