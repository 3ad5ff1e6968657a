using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CdcAnalytics.Tidy.Tests;

public sealed class MethodLengthTests
{
    private const int MaxMethodLines = 70;

    [Fact]
    public void A_method_fits_one_screen_of_70_lines()
    {
        Offences.AssertNone(Repository.Files(".cs").SelectMany(LongMembers));
    }

    private static IEnumerable<string> LongMembers(RepositoryFile file)
    {
        var tree = CSharpSyntaxTree.ParseText(file.Text, cancellationToken: TestContext.Current.CancellationToken);
        return
            from member in tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes()
            where member is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
            // Without the documentation above it.
            let span = member.SyntaxTree.GetLineSpan(member.Span)
            let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
            where lines > MaxMethodLines
            select $"{file.Path}:{span.StartLinePosition.Line + 1} is a method of {lines} lines";
    }
}
