using System.Text;
using System.Text.Json;

namespace CdcAnalytics.ConnectorManager.Desired;

/// <summary>
/// A connector file as it is written: <c>{ "name": "...", "config": { "key": "value", ... } }</c>, comments allowed.
/// </summary>
/// <param name="Path">Where it was read.</param>
/// <param name="Name">The connector's name.</param>
/// <param name="Settings">Its settings in the file's order.</param>
internal sealed record ConnectorFile(string Path, ConnectorSetting Name, IReadOnlyList<ConnectorSetting> Settings)
{
    private const string NameKey = "name";
    private const string ConfigKey = "config";
    private const string Form = "write { \"name\": \"...\", \"config\": { \"key\": \"value\" } }";

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConnectorFileException">It is not of that form.</exception>
    public static ConnectorFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        // Some editors put a byte order mark in front, which JSON does not know.
        var text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble)
            ? bytes.AsMemory(Encoding.UTF8.Preamble.Length)
            : bytes;
        try
        {
            return Parse(path, text.Span);
        }
        catch (JsonException exception)
        {
            throw new ConnectorFileException(
                $"{path}, line {(exception.LineNumber ?? 0) + 1}: this is not JSON: {Sentence(exception)}; {Form}.",
                exception);
        }
    }

    private static ConnectorFile Parse(string path, ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(
            text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        ConnectorSetting? name = null;
        List<ConnectorSetting>? settings = null;
        Expect(ref reader, JsonTokenType.StartObject, path, text, $"an object is expected; {Form}");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (key, line) = (reader.GetString() ?? string.Empty, LineOf(reader, text));
            switch (key)
            {
                case NameKey when name is null:
                    Expect(ref reader, JsonTokenType.String, path, text, "\"name\" must be a text");
                    name = new ConnectorSetting(NameKey, reader.GetString() ?? string.Empty, line);
                    break;
                case ConfigKey when settings is null:
                    Expect(ref reader, JsonTokenType.StartObject, path, text, "\"config\" must be an object");
                    settings = ReadSettings(ref reader, path, text);
                    break;
                default:
                    throw ConnectorFileException.At(
                        path, line, $"\"{key}\" is not expected here, or a second time; {Form}.");
            }
        }

        // The reader refuses what follows the object.
        _ = reader.Read();
        return name is { Value.Length: > 0 } && settings is not null
            ? new ConnectorFile(path, name, settings)
            : throw ConnectorFileException.At(path, 1, $"\"name\" or \"config\" is missing; {Form}.");
    }

    private static List<ConnectorSetting> ReadSettings(
        ref Utf8JsonReader reader, string path, ReadOnlySpan<byte> text)
    {
        var settings = new List<ConnectorSetting>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (key, line) = (reader.GetString() ?? string.Empty, LineOf(reader, text));
            if (!keys.Add(key))
            {
                throw ConnectorFileException.At(path, line, $"\"{key}\" is set a second time; keep one of the two.");
            }

            if (key == NameKey)
            {
                throw ConnectorFileException.At(
                    path, line, "\"name\" belongs beside \"config\", not into it; take it out.");
            }

            _ = reader.Read();
            settings.Add(new ConnectorSetting(key, ReadValue(reader, path, key, line), line));
        }

        return settings;
    }

    // Connect's own form is text; a bare number or true is taken as it is written.
    private static string ReadValue(Utf8JsonReader reader, string path, string key, int line) =>
        reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString() ?? string.Empty,
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => throw ConnectorFileException.At(
                path, line, $"the value of \"{key}\" must be a text, such as \"{key}\": \"value\"."),
        };

    private static void Expect(
        ref Utf8JsonReader reader, JsonTokenType expected, string path, ReadOnlySpan<byte> text, string message)
    {
        if (!reader.Read() || reader.TokenType != expected)
        {
            throw ConnectorFileException.At(path, LineOf(reader, text), message + ".");
        }
    }

    private static int LineOf(Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        text[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;

    // "'x' is an invalid start of a value. LineNumber: 3 | BytePositionInLine: 4." says the place a second time.
    private static string Sentence(JsonException exception) =>
        exception.Message.Split(" LineNumber:", 2)[0].Trim().TrimEnd('.');
}
