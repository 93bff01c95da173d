/** Calls that send their first argument to a database as SQL, by dotted place; the parameter's names are tried in turn. */
export const SQL_CALLS: readonly string[] = [
  'sqlite3.{Connection,Cursor}#{execute,executemany,executescript}',
  'psycopg2.extensions.cursor#{execute,executemany,mogrify,copy_expert}',
  'psycopg2.connect().cursor().{execute,executemany,mogrify}',
  'psycopg.{Connection,Cursor,AsyncConnection,AsyncCursor}#{execute,executemany}',
  'pymysql.cursors.Cursor#{execute,executemany}',
  'MySQLdb.cursors.Cursor#{execute,executemany}',
  'mysql.connector.cursor.MySQLCursor#{execute,executemany}',
  'pymssql.Cursor#{execute,executemany}',
  'pyodbc.{Connection,Cursor}#{execute,executemany}',
  'cx_Oracle.Cursor#{execute,executemany}',
  'oracledb.Cursor#{execute,executemany}',
  'asyncpg.{Connection,Pool}#{execute,executemany,fetch,fetchrow,fetchval,cursor,prepare}',
  'asyncpg.connection.Connection#{execute,executemany,fetch,fetchrow,fetchval,cursor,prepare}',
  'aiosqlite.{Connection,Cursor}#{execute,executemany,executescript,execute_insert,execute_fetchall}',
  'aiomysql.Cursor#{execute,executemany}',
  'aiopg.Cursor#{execute,executemany}',
  'duckdb.{sql,query,execute}',
  'duckdb.DuckDBPyConnection#{execute,executemany,sql,query}',
  'clickhouse_driver.Client#{execute,execute_iter,execute_with_progress}',
  'snowflake.connector.cursor.SnowflakeCursor#{execute,executemany}',
  'pg8000.native.Connection#{run,prepare}',
  'pg8000.Connection#run',
  'django.db.connection.cursor().{execute,executemany}',
  'django.db.backends.utils.CursorWrapper#{execute,executemany}',
  'django.db.models.expressions.RawSQL',
  'django.db.models.Manager#{raw,extra}',
  'django.db.models.QuerySet#{raw,extra}',
  'sqlalchemy.{text,literal_column}',
  'sqlalchemy.sql.{text,literal_column}',
  'sqlalchemy.sql.expression.{text,literal_column}',
  'sqlalchemy.engine.Connection#{execute,exec_driver_sql,scalar,scalars}',
  'sqlalchemy.engine.Engine#execute',
  'sqlalchemy.orm.Session#{execute,scalar,scalars}',
  'flask_sqlalchemy.SQLAlchemy#text',
  'flask_sqlalchemy.SQLAlchemy#session.execute',
  'flask_sqlalchemy.SQLAlchemy#engine.execute',
  'pandas.{read_sql,read_sql_query}',
  'peewee.{SQL,RawQuery}',
  'peewee.Database#execute_sql',
];

/** Names of methods that take SQL, for receivers whose class is not known. */
export const SQL_METHOD =
  /^(?:execute\w*|(?:async_|exec_|raw_|read_|run_)?(?:query|sql)(?:_\w+)?|command|exec_driver_sql|fetch|fetchrow|fetchval|fetch_(?:all|one|val|row|df)|prepare|mogrify|copy_expert|raw)$/;

/** The beginnings of SQL statements, in any case; what follows must look like one as well. Linear. */
export function looksLikeSql(text: string): boolean {
  const head = text.trimStart().slice(0, 600);
  return /^(?:select\b[\s\S]{1,400}?\bfrom\b|insert\s+into\b|replace\s+into\b|update\b[\s\S]{1,200}?\bset\b|delete\s+from\b|with\b[\s\S]{1,200}?\bas\s*\(\s*select\b|(?:create|drop|alter|truncate)\s+(?:table|index|view|database|user|schema)\b)/i.test(
    head,
  );
}
