using System.Buffers.Binary;
using System.Text;

namespace CdcAnalytics.Cluster.Java;

/// <summary>
/// Writes one Java class whose methods are straight lines of code: no branches, no fields, no exceptions. See chapter 4
/// of the JVM specification, https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html.
/// </summary>
internal sealed class JavaClassFile
{
    private const ushort Public = 0x0001;
    private const ushort Final = 0x0010;
    private const ushort Super = 0x0020;

    /// <summary>Java 8's: every later one runs it, without maps of the stack where nothing branches.</summary>
    private const ushort MajorVersion = 52;

    private const string Constructor = "<init>";
    private const string NoArguments = "()V";
    private const string BaseClass = "java/lang/Object";

    private readonly Dictionary<string, ushort> _indexes = new(StringComparer.Ordinal);
    private readonly List<byte> _constants = [];
    private readonly List<byte> _methods = [];
    private readonly ushort _name;
    private readonly ushort _interface;
    private int _constantCount = 1;
    private int _methodCount;

    /// <summary>A public final class with a public constructor without arguments.</summary>
    /// <param name="name">With slashes, for example <c>java/lang/String</c>.</param>
    /// <param name="implements">The interface's name, with slashes.</param>
    public JavaClassFile(string name, string implements)
    {
        _name = Class(name);
        _interface = Class(implements);
        AddMethod(Constructor, NoArguments, argumentWords: 0, code => code
            .LoadReference(0)
            .InvokeSpecial(BaseClass, Constructor, NoArguments)
            .Return());
    }

    /// <summary>Adds a public method of an object.</summary>
    /// <param name="name">The method.</param>
    /// <param name="descriptor">Arguments and result, such as <c>(J)V</c>.</param>
    /// <param name="argumentWords">Words that its arguments take: two for a <c>long</c>, one for a reference.</param>
    /// <param name="write">Writes the code; word 0 is the object, word 1 the first argument.</param>
    public void AddMethod(string name, string descriptor, int argumentWords, Action<JavaCode> write)
    {
        const int codeHeader = 12;
        var code = new JavaCode(this);
        write(code);
        Add16(_methods, Public);
        Add16(_methods, Text(name));
        Add16(_methods, Text(descriptor));
        Add16(_methods, 1);
        Add16(_methods, Text("Code"));
        Add32(_methods, (uint)(codeHeader + code.Bytes.Count));
        Add16(_methods, JavaCode.StackWords);
        Add16(_methods, (ushort)(argumentWords + 1));
        Add32(_methods, (uint)code.Bytes.Count);
        _methods.AddRange(code.Bytes);
        // Neither handlers of exceptions nor attributes.
        Add16(_methods, 0);
        Add16(_methods, 0);
        _methodCount++;
    }

    /// <summary>The class file. The same calls give the same bytes.</summary>
    public byte[] ToArray()
    {
        var baseClass = Class(BaseClass);
        List<byte> file = [];
        Add32(file, 0xCAFEBABE);
        Add16(file, 0);
        Add16(file, MajorVersion);
        Add16(file, (ushort)_constantCount);
        file.AddRange(_constants);
        Add16(file, Public | Final | Super);
        Add16(file, _name);
        Add16(file, baseClass);
        Add16(file, 1);
        Add16(file, _interface);
        // No fields.
        Add16(file, 0);
        Add16(file, (ushort)_methodCount);
        file.AddRange(_methods);
        // No attributes.
        Add16(file, 0);
        return [.. file];
    }

    /// <summary>Index of a constant that names a method of a class.</summary>
    internal ushort Method(string owner, string name, string descriptor)
    {
        var ownerClass = Class(owner);
        var nameAndType = Constant($"{name} {descriptor}", 12, [.. Index(Text(name)), .. Index(Text(descriptor))]);
        return Constant(
            $"{owner} {name} {descriptor}", 10, [.. Index(ownerClass), .. Index(nameAndType)]);
    }

    /// <summary>Index of a constant of type <c>long</c>.</summary>
    internal ushort Long(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return Constant($"long {value}", 5, bytes, slots: 2);
    }

    internal static byte[] Index(ushort value) => [(byte)(value >> 8), (byte)value];

    private static void Add16(List<byte> bytes, ushort value) => bytes.AddRange(Index(value));

    private static void Add32(List<byte> bytes, uint value)
    {
        Add16(bytes, (ushort)(value >> 16));
        Add16(bytes, (ushort)value);
    }

    private ushort Class(string name) => Constant($"class {name}", 7, Index(Text(name)));

    // The names here are ASCII, so Java's own kind of UTF-8 is UTF-8.
    private ushort Text(string text) =>
        Constant($"text {text}", 1, [.. Index((ushort)text.Length), .. Encoding.ASCII.GetBytes(text)]);

    private ushort Constant(string key, byte tag, byte[] content, int slots = 1)
    {
        if (_indexes.TryGetValue(key, out var index))
        {
            return index;
        }

        index = (ushort)_constantCount;
        _indexes.Add(key, index);
        _constants.Add(tag);
        _constants.AddRange(content);
        _constantCount += slots;
        return index;
    }
}
