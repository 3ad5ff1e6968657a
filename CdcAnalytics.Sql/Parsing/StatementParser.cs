using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Parsing;

/// <summary>Parses a file into statements.</summary>
internal static class StatementParser
{
    private const string Supported = "The statements are CREATE TABLE, CREATE VIEW and INSERT INTO … SELECT.";

    /// <summary>Reads all statements of a file; the errors of bad ones are added to a list.</summary>
    public static IReadOnlyList<StatementSyntax> Statements(TokenCursor cursor, List<SqlError> errors)
    {
        var statements = new List<StatementSyntax>();
        while (!cursor.IsAtEnd)
        {
            if (cursor.TrySymbol(";") || IsStatementSetBracket(cursor))
            {
                continue;
            }

            try
            {
                statements.Add(Statement(cursor));
                if (!cursor.IsAtEnd && !cursor.TrySymbol(";"))
                {
                    throw cursor.Expected("';'");
                }
            }
            catch (SqlException refusal)
            {
                errors.AddRange(refusal.Errors);
                cursor.SkipStatement();
            }
            catch (InsufficientExecutionStackException)
            {
                errors.AddRange(cursor.Here.Error("The expression is nested too deeply.").Errors);
                cursor.SkipStatement();
            }
        }

        return statements;
    }

    // All INSERTs of a pipeline run together anyway, so Flink's brackets around them say nothing new.
    private static bool IsStatementSetBracket(TokenCursor cursor) =>
        cursor.TryWords("EXECUTE", "STATEMENT", "SET", "BEGIN")
        || cursor.TryWords("BEGIN", "STATEMENT", "SET")
        || cursor.TryWords("STATEMENT", "SET", "BEGIN")
        || (cursor.IsWord("END") && (cursor.IsSymbol(";", 1) || cursor.IsLast) && cursor.TryWords("END"));

    private static StatementSyntax Statement(TokenCursor cursor)
    {
        var start = cursor.Here;
        if (cursor.TryWords("CREATE", "TABLE"))
        {
            return CreateTable(cursor, start);
        }

        if (cursor.TryWords("CREATE", "VIEW") || cursor.TryWords("CREATE", "TEMPORARY", "VIEW"))
        {
            return CreateView(cursor, start);
        }

        if (cursor.TryWords("INSERT", "INTO"))
        {
            var name = QueryParser.TableName(cursor);
            var columns = cursor.IsSymbol("(") ? Names(cursor) : null;
            var query = QueryParser.Query(cursor);
            return new StatementSyntax.Insert(name, columns, query, cursor.Since(start));
        }

        throw cursor.PeekWord() switch
        {
            "SET" or "RESET" => start.Error("SET is not supported: settings are generated.", "Remove the statement."),
            "SELECT" or "WITH" or "VALUES" => start.Error("A query by itself goes nowhere.", "Write INSERT INTO table "
            + "SELECT …."),
            "INSERT" => start.Error("INSERT OVERWRITE is not supported.", "Write INSERT INTO."),
            "CREATE" => start.Error("This CREATE is not supported.", Supported),
            "END" => start.Error("END without BEGIN STATEMENT SET has no meaning.", Supported),
            _ => cursor.Expected("a statement", Supported),
        };
    }

    private static StatementSyntax.CreateView CreateView(TokenCursor cursor, SourceSpan start)
    {
        cursor.TryWords("IF", "NOT", "EXISTS");
        var name = QueryParser.TableName(cursor);
        var columns = cursor.IsSymbol("(") ? Names(cursor) : null;
        SkipComment(cursor);
        cursor.Word("AS");
        return new StatementSyntax.CreateView(name, columns, QueryParser.Query(cursor), cursor.Since(start));
    }

    private static StatementSyntax.CreateTable CreateTable(TokenCursor cursor, SourceSpan start)
    {
        cursor.TryWords("IF", "NOT", "EXISTS");
        var name = QueryParser.TableName(cursor);
        var columns = new List<(Identifier, TypeSyntax)>();
        var primaryKey = new List<Identifier>();
        WatermarkSyntax? watermark = null;
        cursor.Symbol("(");
        do
        {
            var here = cursor.Here;
            if (cursor.TryWords("WATERMARK", "FOR"))
            {
                watermark = watermark is null ? Watermark(cursor, here) : throw here.Error(
                    "A table has one watermark.");
            }
            else if (cursor.IsWord("PRIMARY") || cursor.IsWord("CONSTRAINT"))
            {
                RefuseSecondKey(primaryKey, here);
                primaryKey.AddRange(PrimaryKey(cursor));
            }
            else
            {
                columns.Add(Column(cursor, primaryKey));
            }
        }
        while (cursor.TrySymbol(","));
        cursor.Symbol(")");
        SkipComment(cursor);
        RefuseTail(cursor);
        return new StatementSyntax.CreateTable(name, columns, primaryKey, watermark, cursor.Since(start));
    }

    private static (Identifier Name, TypeSyntax Type) Column(TokenCursor cursor, List<Identifier> primaryKey)
    {
        var name = cursor.Name("a column's name");
        if (cursor.IsWord("AS"))
        {
            throw name.Span.Error("Computed columns are not supported.", "Compute it in the query or in a view.");
        }

        var type = TypeParser.Type(cursor);
        if (cursor.IsWord("METADATA"))
        {
            throw name.Span.Error("METADATA columns are not supported.", "Remove the column.");
        }

        var here = cursor.Here;
        if (cursor.TryWords("PRIMARY", "KEY"))
        {
            RefuseSecondKey(primaryKey, here);
            NotEnforced(cursor);
            primaryKey.Add(name);
        }

        SkipComment(cursor);
        return (name, type);
    }

    private static void RefuseSecondKey(List<Identifier> primaryKey, SourceSpan here)
    {
        if (primaryKey.Count > 0)
        {
            throw here.Error(
                "A table has one PRIMARY KEY.", "Write all its columns in one: PRIMARY KEY (a, b) NOT ENFORCED.");
        }
    }

    private static List<Identifier> PrimaryKey(TokenCursor cursor)
    {
        if (cursor.TryWords("CONSTRAINT"))
        {
            cursor.Name("the constraint's name");
        }

        cursor.Word("PRIMARY");
        cursor.Word("KEY");
        var names = Names(cursor);
        NotEnforced(cursor);
        return names;
    }

    private static void NotEnforced(TokenCursor cursor)
    {
        if (!cursor.TryWords("NOT", "ENFORCED"))
        {
            throw cursor.Expected("NOT ENFORCED", "Flink knows keys only as PRIMARY KEY (…) NOT ENFORCED.");
        }
    }

    private static WatermarkSyntax Watermark(TokenCursor cursor, SourceSpan start)
    {
        const string Form = "Write WATERMARK FOR c AS c - INTERVAL '1' HOUR, with one column c of the table.";
        var column = cursor.Name("the event-time column's name");
        cursor.Word("AS");
        var again = cursor.Name("the event-time column's name");
        if (!string.Equals(column.Name, again.Name, StringComparison.Ordinal))
        {
            throw again.Span.Error($"The watermark of {column.Name} must follow {column.Name}.", Form);
        }

        var delay = TimeSpan.Zero;
        if (cursor.TrySymbol("-"))
        {
            if (!cursor.IsWord("INTERVAL"))
            {
                throw cursor.Expected("INTERVAL", Form);
            }

            var interval = LiteralParser.Interval(cursor);
            delay = interval.Microseconds is { } microseconds and >= 0
                ? TimeSpan.FromMicroseconds(microseconds)
                : throw interval.Span.Error(
                    "The watermark's delay is a positive length in days or shorter units.", Form);
        }
        else if (!cursor.IsSymbol(",") && !cursor.IsSymbol(")"))
        {
            throw cursor.Expected("'-'", Form);
        }

        return new WatermarkSyntax(column, delay, cursor.Since(start));
    }

    private static List<Identifier> Names(TokenCursor cursor)
    {
        cursor.Symbol("(");
        var names = new List<Identifier> { cursor.Name("a column's name") };
        while (cursor.TrySymbol(","))
        {
            names.Add(cursor.Name("a column's name"));
        }

        cursor.Symbol(")");
        return names;
    }

    private static void SkipComment(TokenCursor cursor)
    {
        if (cursor.TryWords("COMMENT"))
        {
            cursor.Text("a comment in quotes");
        }
    }

    private static void RefuseTail(TokenCursor cursor)
    {
        var here = cursor.Here;
        var refusal = cursor.PeekWord() switch
        {
            "WITH" => here.Error("WITH on a table is not supported.", "Connector clauses are generated; remove WITH."),
            "PARTITIONED" => here.Error("PARTITIONED BY is not supported.", "Remove it."),
            "DISTRIBUTED" => here.Error("DISTRIBUTED is not supported.", "Remove it."),
            "LIKE" => here.Error("CREATE TABLE … LIKE is not supported.", "Write the columns out."),
            "AS" => here.Error("CREATE TABLE … AS is not supported.", "Write the columns out, then INSERT INTO … "
            + "SELECT."),
            _ => null,
        };
        if (refusal is not null)
        {
            throw refusal;
        }
    }
}
