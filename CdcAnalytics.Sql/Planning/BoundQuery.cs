namespace CdcAnalytics.Sql.Planning;

/// <summary>An INSERT, bound and simplified: a query whose columns are the target's, in order.</summary>
internal sealed record BoundQuery(Relation.Project Root, TableDeclaration Target);
