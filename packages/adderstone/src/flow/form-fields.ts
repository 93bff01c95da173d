import { Obj, Shape, UNKNOWN, type Val } from './domain.ts';
import type { Frame } from './frame.ts';

/** Attributes that hold what a form or serializer made of the data that was sent, by field. */
export const CLEANED: ReadonlySet<string> = new Set(['cleaned_data', 'validated_data']);

/** Classes of what fields of Django's forms and the REST framework's serializers make of what is sent; null for objects of the database. */
const MADE: ReadonlyMap<string, string | null> = new Map([
  ['IntegerField', 'builtins.int'],
  ['BigIntegerField', 'builtins.int'],
  ['FloatField', 'builtins.float'],
  ['DecimalField', 'decimal.Decimal'],
  ['BooleanField', 'builtins.bool'],
  ['NullBooleanField', 'builtins.bool'],
  ['DateField', 'datetime.date'],
  ['DateTimeField', 'datetime.datetime'],
  ['SplitDateTimeField', 'datetime.datetime'],
  ['TimeField', 'datetime.time'],
  ['DurationField', 'datetime.timedelta'],
  ['UUIDField', 'uuid.UUID'],
  ['FileField', 'django.core.files.uploadedfile.UploadedFile'],
  ['ImageField', 'django.core.files.uploadedfile.UploadedFile'],
  ['ModelChoiceField', null],
  ['ModelMultipleChoiceField', null],
  ['PrimaryKeyRelatedField', null],
]);

/** What a declared field makes of its data, the data itself where it is text. */
function madeBy(frame: Frame, field: Val, data: Val): Val {
  const atom = field.atoms.length === 1 ? field.atoms[0] : undefined;
  const path = atom?.external?.path ?? atom?.object?.cls?.external?.path ?? '';
  const name = /^(?:django\.forms|rest_framework)\.(?:\w+\.)*(\w+?)(?:\(\)|#)?$/.exec(path)?.[1];
  const made = name === undefined ? undefined : MADE.get(name);
  if (made === undefined) return data;
  const { domain, externals } = frame.engine;
  return made === null ? UNKNOWN : domain.external(externals.instanceOfPath(made));
}

/**
 * The cleaned data of a form of the project as a dict of what its class declares; the value itself where the class declares nothing but texts.
 * @param value what reading the attribute gives, data of a request
 */
export function declaredFields(frame: Frame, owner: Val, value: Val): Val {
  const [form] = owner.atoms;
  const cls = form === undefined || owner.atoms.length > 1 ? null : frame.classOf(form);
  if (cls === null || value.taint === 0) return value;
  const { domain } = frame.engine;
  const { classes } = cls.resolution();
  const keys: Obj['keys'][number][] = [];
  const vals: Val[] = [];
  let isTyped = false;
  for (const name of new Set(classes.flatMap(({ attributes }) => [...attributes.keys()]))) {
    const field = classes.find(({ attributes }) => attributes.has(name))?.attributes.get(name)?.value;
    const [key] = domain.string(name).atoms;
    if (field === undefined || key === undefined || name.startsWith('__')) continue;
    const data = domain.withTaint(UNKNOWN, domain.taints.extend(value.taint, `[s:${name}]`));
    const made = madeBy(frame, field, data);
    if (made !== data) isTyped = true;
    keys.push(key);
    vals.push(made);
  }
  if (!isTyped) return value;
  const others = domain.withTaint(UNKNOWN, domain.taints.extend(value.taint, '[]'));
  return domain.frozen(new Obj(Shape.dict, null, keys, vals, others, false));
}
