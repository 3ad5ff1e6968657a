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
            // Without the documentation and the attributes above it: those are tables of test data, no code to follow.
            let head = member.ChildNodesAndTokens().First(child => !child.IsKind(SyntaxKind.AttributeList))
            let firstLine = tree.GetLineSpan(head.Span).StartLinePosition.Line
            let lines = tree.GetLineSpan(member.Span).EndLinePosition.Line - firstLine + 1
            where lines > MaxMethodLines
            select $"{file.Path}:{firstLine + 1} is a method of {lines} lines";
    }
}
