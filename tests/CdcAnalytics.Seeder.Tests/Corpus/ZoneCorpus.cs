using System.Text;

namespace CdcAnalytics.Seeder.Tests.Corpus;

/// <summary>Zone files that are damaged, foreign or odd.</summary>
internal static class ZoneCorpus
{
    private const string Header = "LocationID,Borough,Zone,service_zone\r\n";
    private const string Row = "1,EWR,Newark Airport,EWR\r\n";

    public static IEnumerable<CorpusFile> Create(int seed)
    {
        yield return Good("as it should be", Header + Row);
        yield return Good("with a byte order mark", "\uFEFF" + Header + Row);
        yield return Good("without a last line break", Header + Row.TrimEnd());
        yield return Good("with line feeds only", (Header + Row).Replace("\r", "", StringComparison.Ordinal));
        yield return Good("with blank lines", Header + "\r\n" + Row + "\r\n\r\n");
        yield return Good("in another order", "Zone,service_zone,LOCATIONID,borough\nA,B,1,C\n");
        yield return Good("with a further column", "LocationID,Borough,Zone,service_zone,x\n1,a,b,c,d\n");
        yield return Bad("empty", "is empty", "");
        yield return Bad("only a header", "no zones", Header);
        yield return Bad("without a header", "has no column LocationID", Row + Row);
        yield return Bad("without zone names", "has no column Zone", "LocationID,Borough,service_zone\n1,a,b\n");
        yield return Bad("two columns of one name", "more than one column Zone",
            "LocationID,Borough,Zone,zone,service_zone\n1,a,b,c,d\n");
        yield return Bad("too few columns", "line 3", Header + Row + "2,Queens,Jamaica Bay\r\n");
        yield return Bad("too many columns", "line 3", Header + Row + "2,Queens,Jamaica Bay,Boro Zone,x\r\n");
        yield return Bad("a quote that never ends", "line", Header + Row
            + "2,\"Queens,Jamaica Bay,Boro Zone\r\n3,a,b,c\r\n");
        yield return Bad("text after a quote", "line 2", Header + "1,\"EWR\"x,Newark,EWR\r\n");
        yield return Bad("a quote inside", "line 2", Header + "1,E\"WR,Newark,EWR\r\n");
        yield return Bad("an id twice", "repeats 1", Header + Row + Row);
        yield return Bad("an id that is no number", "'one'", Header + "one,a,b,c\r\n");
        yield return Bad("a negative id", "'-1'", Header + "-1,a,b,c\r\n");
        yield return Bad("an id beyond 32 bits", "'3000000000'", Header + "3000000000,a,b,c\r\n");
        yield return Bad("an empty name", "column Zone is empty", Header + "1,a,,c\r\n");
        yield return Bad("a latitude of 91", "latitude",
            "LocationID,Borough,Zone,service_zone,longitude,latitude\n1,a,b,c,0,91\n");
        yield return Bad("semicolons", "has no column", "LocationID;Borough;Zone;service_zone\n1;a;b;c\n");
        yield return Bad("a huge field", "line", Header + "1," + new string('x', 200_000) + ",b,c\r\n");
        yield return Bytes("Latin-1 bytes", "not UTF-8", [.. Encoding.Latin1.GetBytes(Header + "1,Québec,b,c\r\n")]);
        yield return Bytes("a NUL character", "control character", Encoding.UTF8.GetBytes(Header + "1,a\0,b,c\r\n"));
        yield return Bytes("noise", "", Noise(seed));
        yield return Bytes("five megabytes", "bytes", Encoding.UTF8.GetBytes(Header + new string('x', 5_000_000)));
        yield return new("a folder", "--zones", CorpusExpectation.Refused, "folder", path =>
        {
            Directory.CreateDirectory(path);
            return Task.CompletedTask;
        });
        yield return new("nothing there", "--zones", CorpusExpectation.Refused, "does not exist", _ =>
            Task.CompletedTask);
    }

    private static CorpusFile Good(string name, string text) =>
        new(name, "--zones", CorpusExpectation.Loaded, "", path => File.WriteAllTextAsync(path, text));

    private static CorpusFile Bad(string name, string messagePart, string text) =>
        Bytes(name, messagePart, Encoding.UTF8.GetBytes(text));

    private static CorpusFile Bytes(string name, string messagePart, byte[] bytes) =>
        new(name, "--zones", CorpusExpectation.Refused, messagePart, path => File.WriteAllBytesAsync(path, bytes));

    private static byte[] Noise(int seed)
    {
        var bytes = new byte[3_000];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
