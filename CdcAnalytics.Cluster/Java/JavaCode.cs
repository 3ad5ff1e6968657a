namespace CdcAnalytics.Cluster.Java;

/// <summary>
/// The instructions of one method, each under its name in chapter 6 of the JVM specification,
/// https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-6.html.
/// </summary>
internal sealed class JavaCode(JavaClassFile classFile)
{
    /// <summary>A reference and a <c>long</c>, two words: the most that is ever on the stack here.</summary>
    public const ushort StackWords = 3;

    /// <summary>The instructions.</summary>
    public List<byte> Bytes { get; } = [];

    /// <summary><c>aload</c>: a reference from a word of the arguments.</summary>
    public JavaCode LoadReference(byte word) => Add(0x19, word);

    /// <summary><c>bipush</c>: a constant of type <c>int</c>, 0 to 127.</summary>
    public JavaCode LoadByte(byte value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (byte)sbyte.MaxValue);
        return Add(0x10, value);
    }

    /// <summary><c>ldc2_w</c>: a constant of type <c>long</c>.</summary>
    public JavaCode LoadLong(long value) => Add(0x14, JavaClassFile.Index(classFile.Long(value)));

    /// <summary><c>invokevirtual</c>: a method of the object below the arguments.</summary>
    public JavaCode InvokeVirtual(string owner, string name, string descriptor) =>
        Add(0xB6, JavaClassFile.Index(classFile.Method(owner, name, descriptor)));

    /// <summary><c>invokespecial</c>: a constructor of the base class.</summary>
    public JavaCode InvokeSpecial(string owner, string name, string descriptor) =>
        Add(0xB7, JavaClassFile.Index(classFile.Method(owner, name, descriptor)));

    /// <summary><c>areturn</c>: the reference on the stack is the result.</summary>
    public JavaCode ReturnReference() => Add(0xB0);

    /// <summary><c>return</c>, without a result.</summary>
    public JavaCode Return() => Add(0xB1);

    private JavaCode Add(byte instruction, params ReadOnlySpan<byte> operands)
    {
        Bytes.Add(instruction);
        Bytes.AddRange(operands);
        return this;
    }
}
