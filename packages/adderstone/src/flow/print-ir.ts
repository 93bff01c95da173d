import { type FunctionIr, type ModuleIr, NONE, OPERANDS, Op, operationSize } from './ir.ts';

/** The lowered code of a module as text, one operation a line, regions indented: for tests and for people. Places are left out. */
export function printIr(ir: ModuleIr): string {
  return ir.functions.map((fn) => printFunction(ir, fn)).join('\n');
}

function printFunction(ir: ModuleIr, fn: FunctionIr): string {
  const parameters = fn.parameters
    .map((one) => (one.kind === 'normal' ? one.name : `${one.name}:${one.kind}`))
    .join(', ');
  const head = `${fn.kind} ${fn.qualifiedName || '<module>'}(${parameters})${fn.isGenerator ? ' generator' : ''}${fn.isAsync ? ' async' : ''}`;
  const lines = [head];
  if (fn.free.length > 0) lines.push(`  free ${fn.free.map((one) => one.name).join(', ')}`);
  printRegion(ir, fn, fn.codeStart, fn.codeEnd, 1, lines);
  return `${lines.join('\n')}\n`;
}

function printRegion(ir: ModuleIr, fn: FunctionIr, from: number, to: number, depth: number, lines: string[]): void {
  const code = ir.code;
  const indent = '  '.repeat(depth);
  const register = (word: number): string =>
    word === NONE ? '-' : word >= 0 ? (fn.slots[word] ?? `slot ${word}`).replace('\0', '~') : `t${-1 - word}`;
  const region = (name: string, start: number, length: number): number => {
    if (length > 0) {
      lines.push(`${indent}${name}:`);
      printRegion(ir, fn, start, start + length, depth + 1, lines);
    }
    return start + length;
  };
  const word = (at: number): number => code[at] as number;
  for (let pc = from; pc < to; ) {
    const op = word(pc);
    const title = (OPERANDS[op] as string).split(' ')[0] as string;
    const add = (text: string): void => {
      lines.push(`${indent}${title} ${text}`.trimEnd());
    };
    let next = pc + operationSize(code, pc);
    switch (op) {
      case Op.Const: {
        const constant = ir.constants[word(pc + 2)];
        const value = constant === undefined ? '?' : `${constant.type} ${JSON.stringify(String(constant.value))}`;
        add(`${register(word(pc + 1))} = ${value}`);
        break;
      }
      case Op.LoadGlobal:
        add(`${register(word(pc + 1))} = ${ir.names[word(pc + 2)]}`);
        break;
      case Op.LoadName:
        add(`${register(word(pc + 1))} = ${register(word(pc + 2))}`);
        break;
      case Op.LoadFree:
        add(`${register(word(pc + 1))} = ${fn.free[word(pc + 2)]?.name}`);
        break;
      case Op.StoreFree:
        add(`${fn.free[word(pc + 1)]?.name} = ${register(word(pc + 2))}`);
        break;
      case Op.StoreGlobal:
        add(`${ir.names[word(pc + 1)]} = ${register(word(pc + 2))}`);
        break;
      case Op.Move:
      case Op.Store:
      case Op.Await:
      case Op.Enter:
        add(`${register(word(pc + 1))} = ${register(word(pc + 2))}`);
        break;
      case Op.Delete:
      case Op.Raise:
      case Op.Return:
        add(register(word(pc + 1)));
        break;
      case Op.Attribute:
        add(`${register(word(pc + 1))} = ${register(word(pc + 2))}.${ir.names[word(pc + 3)]}`);
        break;
      case Op.StoreAttribute:
        add(`${register(word(pc + 1))}.${ir.names[word(pc + 2)]} = ${register(word(pc + 3))}`);
        break;
      case Op.Subscript:
        add(`${register(word(pc + 1))} = ${register(word(pc + 2))}[${register(word(pc + 3))}]`);
        break;
      case Op.StoreSubscript:
        add(`${register(word(pc + 1))}[${register(word(pc + 2))}] = ${register(word(pc + 3))}`);
        break;
      case Op.Call:
      case Op.CallMethod: {
        const isCall = op === Op.Call;
        const n = word(isCall ? pc + 3 : pc + 4);
        const base = pc + (isCall ? 9 : 10);
        const args: string[] = [];
        for (let i = 0; i < n; i++) {
          const kind = word(base + 4 * i);
          const value = register(word(base + 4 * i + 1));
          args.push(
            kind === -1 ? value : kind === -2 ? `*${value}` : kind === -3 ? `**${value}` : `${ir.names[kind]}=${value}`,
          );
        }
        const callee = isCall ? register(word(pc + 2)) : `${register(word(pc + 2))}.${ir.names[word(pc + 3)]}`;
        add(`${register(word(pc + 1))} = ${callee}(${args.join(', ')}) flags ${word(isCall ? pc + 4 : pc + 5)}`);
        break;
      }
      case Op.Binary:
      case Op.Compare:
        add(`${register(word(pc + 1))} = op ${word(pc + 2)} ${register(word(pc + 3))} ${register(word(pc + 4))}`);
        break;
      case Op.Unary:
        add(`${register(word(pc + 1))} = op ${word(pc + 2)} ${register(word(pc + 3))}`);
        break;
      case Op.Bools: {
        const n = word(pc + 3);
        add(`${register(word(pc + 1))} = ${word(pc + 2) === 1 ? 'and' : 'or'}`);
        for (let i = 0; i < n; i++) {
          const r = register(word(pc + 5 + 2 * i));
          lines.push(`${indent}operand ${r}`);
          next = region('by', next, word(pc + 4 + 2 * i));
        }
        break;
      }
      case Op.IfExpression:
        add(
          `${register(word(pc + 1))} = ${register(word(pc + 2))} ? ${register(word(pc + 4))} : ${register(word(pc + 6))}`,
        );
        next = region('then', next, word(pc + 3));
        next = region('else', next, word(pc + 5));
        break;
      case Op.If: {
        const n = word(pc + 1);
        add('');
        for (let i = 0; i < n; i++) {
          next = region('test', next, word(pc + 2 + 3 * i));
          lines.push(`${indent}when ${register(word(pc + 3 + 3 * i))}`);
          next = region('then', next, word(pc + 4 + 3 * i));
        }
        next = region('else', next, word(pc + 2 + 3 * n));
        break;
      }
      case Op.While:
        add(register(word(pc + 2)));
        next = region('test', next, word(pc + 1));
        next = region('body', next, word(pc + 3));
        next = region('else', next, word(pc + 4));
        break;
      case Op.For:
        add(`${register(word(pc + 1))} in ${register(word(pc + 2))}`);
        next = region('body', next, word(pc + 3));
        next = region('else', next, word(pc + 4));
        break;
      case Op.Try: {
        const n = word(pc + 4);
        add('');
        next = region('body', next, word(pc + 1));
        next = region('else', next, word(pc + 2));
        for (let i = 0; i < n; i++) {
          lines.push(`${indent}except ${register(word(pc + 5 + 3 * i))}`);
          next = region('handler', next, word(pc + 7 + 3 * i));
        }
        next = region('finally', next, word(pc + 3));
        break;
      }
      case Op.Sequence: {
        const items: string[] = [];
        for (let i = 0; i < word(pc + 3); i++) {
          items.push((word(pc + 7 + 2 * i) === 1 ? '*' : '') + register(word(pc + 6 + 2 * i)));
        }
        add(`${register(word(pc + 1))} = ${['tuple', 'list', 'set'][word(pc + 2)]} ${items.join(', ')}`);
        break;
      }
      case Op.Dict: {
        const items: string[] = [];
        for (let i = 0; i < word(pc + 2); i++) {
          items.push(`${register(word(pc + 5 + 2 * i))}: ${register(word(pc + 6 + 2 * i))}`);
        }
        add(`${register(word(pc + 1))} = ${items.join(', ')}`);
        break;
      }
      case Op.Text: {
        const parts: string[] = [];
        for (let i = 0; i < word(pc + 3); i++) {
          const base = pc + 7 + 6 * i;
          parts.push(word(base) === 0 ? JSON.stringify(ir.constants[word(base + 1)]?.value) : register(word(base + 1)));
        }
        add(`${register(word(pc + 1))} = ${parts.join(' ')}`);
        break;
      }
      case Op.Function:
        add(`${register(word(pc + 1))} = ${ir.functions[word(pc + 2)]?.qualifiedName}`);
        break;
      case Op.Class:
        add(`${register(word(pc + 1))} = ${ir.classes[word(pc + 2)]?.qualifiedName}`);
        break;
      case Op.Yield:
        add(`${register(word(pc + 1))} = ${word(pc + 3) === 1 ? 'from ' : ''}${register(word(pc + 2))}`);
        break;
      case Op.Unpack: {
        const dests: string[] = [];
        for (let i = 0; i < word(pc + 2); i++) dests.push((i === word(pc + 3) ? '*' : '') + register(word(pc + 4 + i)));
        add(`${dests.join(', ')} = ${register(word(pc + 1))}`);
        break;
      }
      case Op.Slice:
        add(`${register(word(pc + 1))} = ${[2, 3, 4].map((i) => register(word(pc + i))).join(':')}`);
        break;
      case Op.Import: {
        const one = ir.imports[word(pc + 2)];
        add(
          `${register(word(pc + 1))} = ${'.'.repeat(one?.level ?? 0)}${one?.module}${one?.name === null ? '' : ` ${one?.name}`}`,
        );
        break;
      }
      case Op.StarImport:
        add(ir.imports[word(pc + 1)]?.module ?? '');
        break;
      case Op.PatternTest:
        add(`${register(word(pc + 1))} = kind ${word(pc + 2)} ${register(word(pc + 3))}`);
        break;
      default: {
        const operands: string[] = [];
        for (let at = pc + 1; at < pc + operationSize(code, pc); at++) operands.push(register(word(at)));
        add(operands.join(' '));
        break;
      }
    }
    pc = next;
  }
}
